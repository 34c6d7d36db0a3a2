"""`make bench`: what an import, a query and a look-up cost, beside a yardstick measured in the same run."""
