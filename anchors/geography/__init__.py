"""Places and postcodes: reading the published reference files, and finding where a postcode is."""

from anchors.geography.postcodes import Located, normal_postcode, places_of, points_of

__all__ = ["Located", "normal_postcode", "places_of", "points_of"]
