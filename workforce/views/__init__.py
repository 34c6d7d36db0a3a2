"""Pages of the employment lever."""
