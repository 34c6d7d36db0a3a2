"""The employment lever: where staff live and who is missing, support on offer, programmes, the Living Wage."""
