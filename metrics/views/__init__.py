"""Pages of plans, measures, places and submitted figures."""
