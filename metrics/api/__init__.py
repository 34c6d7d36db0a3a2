"""Plans, indicators, measurements and targets by program: the numbers of the pages, to the last digit."""
