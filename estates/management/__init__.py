"""Commands of the estates lever."""
