"""Forms of the estates lever."""
