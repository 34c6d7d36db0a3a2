"""A fictional system to look around in: made by this code from a fixed seed, banded as a sample, removed in one click.

Nothing here names a real body beside an invented figure. Its files go through the same upload journey as
everybody's, so that what is shown is what the product does.
"""

from anchors.sample.books import (
    SampleError,
    load_sample,
    real_uploads,
    remove_sample,
    sample_accounts,
    sample_begun,
    sample_filled,
    sample_institutions,
    sample_leaving,
    written_by_people,
)

__all__ = [
    "SampleError",
    "load_sample",
    "real_uploads",
    "remove_sample",
    "sample_accounts",
    "sample_begun",
    "sample_filled",
    "sample_institutions",
    "sample_leaving",
    "written_by_people",
]
