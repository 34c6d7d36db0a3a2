"""Endpoints of the employment lever."""
