"""Spending by program: the same filters and the same numbers as the pages, to the penny."""
