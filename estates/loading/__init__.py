"""From accepted lines and forms to sites and returns, with the record from which every fact in force follows."""

from estates.loading import land  # noqa: F401 - declares what loading a register means
from estates.loading.eric import EricReport, load_eric
from estates.loading.returning import ReturnStatement, state_returns
from estates.loading.stating import Origin, SiteStatement, change_site, settle_sites, state_sites

__all__ = [
    "EricReport",
    "Origin",
    "ReturnStatement",
    "SiteStatement",
    "change_site",
    "load_eric",
    "settle_sites",
    "state_returns",
    "state_sites",
]
