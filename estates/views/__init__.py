"""Pages of the estates lever."""
