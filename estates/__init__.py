"""The estates lever: sites, surplus land and what becomes of it, promised against built, space for the community."""
