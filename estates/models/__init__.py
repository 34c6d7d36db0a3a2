"""The tables of the estates lever, by noun."""
