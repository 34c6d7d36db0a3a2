"""What the sample system has of plans and targets, and what people wrote in it since.

`plan` makes it, `writings` tells people's own words from it.
"""

from metrics.sample.plan import add_sample_plan
from metrics.sample.writings import written

__all__ = ["add_sample_plan", "written"]
