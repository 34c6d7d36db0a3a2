"""The registers of anchor institutions: NHS trusts and boards from the ODS, councils, and who followed whom."""
