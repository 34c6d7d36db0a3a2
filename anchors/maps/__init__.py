"""Maps drawn on the server, as figures: the same numbers as their tables, no script, no tiles, fit for paper.

    area_map(key, title, subtitle, [Area(code=, says="Bargate: 4 per 1,000", shade=0, label="4", ...)],
             legend=AreaKey(classes=classes.names), table=table)
    site_map(key, title, subtitle, [Site(code=, says=, point=, kind=, size=)], legend=SiteKey(kinds=), table=table,
             around={"Northvale": outline})
    classes_of(displayed_values)      five classes: `.names` for the key, `.of(value)` for a shade

Each gives an `anchors.charts.Figure`, which the `figure` macro draws. A map knows nothing but displayed values,
given as text: what is hidden is not in the page. Where areas are: `anchors.geography.positions`.
"""

from anchors.maps.areas import Area, Shade, area_map
from anchors.maps.classes import Classes, classes_of
from anchors.maps.key import AreaKey
from anchors.maps.sites import Site, SiteKey, site_map

__all__ = [
    "Area",
    "AreaKey",
    "Classes",
    "Shade",
    "Site",
    "SiteKey",
    "area_map",
    "classes_of",
    "site_map",
]
