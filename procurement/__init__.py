"""Spending: what anchor institutions buy, from whom, where, and how much of it could go to local suppliers."""
