"""The nine recommendations, plans and actions, indicators and measurements: what the levers have in common."""
