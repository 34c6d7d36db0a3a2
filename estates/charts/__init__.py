"""Charts and tables of estates: the map and list of sites, figures by year."""

from estates.charts.sites import places_table, register_table, sites_figure
from estates.charts.years import backlog_figure, by_institution, floor_figure, site_years

__all__ = [
    "backlog_figure",
    "by_institution",
    "floor_figure",
    "places_table",
    "register_table",
    "site_years",
    "sites_figure",
]
