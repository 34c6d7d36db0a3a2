"""Forms of the employment lever."""
