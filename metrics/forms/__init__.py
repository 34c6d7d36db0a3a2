"""Forms of plans, actions, targets and submitted figures."""
