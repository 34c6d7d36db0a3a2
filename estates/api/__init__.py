"""Endpoints of the estates lever."""
