"""The tables of the employment lever, by noun."""
