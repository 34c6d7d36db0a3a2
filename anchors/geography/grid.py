"""From the National Grid (OSGB36, metres) to latitude and longitude (WGS84, degrees).

Ordnance Survey's formulas ("A guide to coordinate systems in Great Britain", annexes B and C): the inverse
transverse Mercator projection on the Airy 1830 ellipsoid, then a seven-parameter shift. Good to about 5 m.
"""

from math import atan2, cos, hypot, radians, sin, sqrt, tan
from math import degrees as in_degrees

from anchors.geography.shapes import Point

_AIRY = (6_377_563.396, 6_356_256.909)
_WGS84 = (6_378_137.0, 6_356_752.3142)
_SCALE, _NORTH, _EAST = 0.9996012717, -100_000.0, 400_000.0
_LATITUDE, _LONGITUDE = radians(49), radians(-2)
_SHIFT = (446.448, -125.157, 542.060)
"""Metres to add, from OSGB36 to WGS84."""
_TURN = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
_GROWTH = 1 - 20.4894e-6
_NEAR = 1e-5
_ROUNDS = 10


def grid_point(easting: float, northing: float) -> Point:
    """(longitude, latitude) of a point of the National Grid."""
    latitude, longitude = _shifted(*_on_airy(easting, northing))
    return longitude, latitude


def _meridian(latitude: float) -> float:
    """Distance along the meridian from the true origin, in metres."""
    a, b = _AIRY
    n = (a - b) / (a + b)
    apart, together = latitude - _LATITUDE, latitude + _LATITUDE
    return (
        b
        * _SCALE
        * (
            (1 + n + 5 / 4 * (n**2 + n**3)) * apart
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(apart) * cos(together)
            + 15 / 8 * (n**2 + n**3) * sin(2 * apart) * cos(2 * together)
            - 35 / 24 * n**3 * sin(3 * apart) * cos(3 * together)
        )
    )


def _on_airy(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude on the Airy ellipsoid, in radians."""
    a, b = _AIRY
    e2 = 1 - (b / a) ** 2
    latitude = _LATITUDE + (northing - _NORTH) / (a * _SCALE)
    for _ in range(_ROUNDS):
        left = northing - _NORTH - _meridian(latitude)
        if abs(left) < _NEAR:
            break
        latitude += left / (a * _SCALE)
    nu = a * _SCALE / sqrt(1 - e2 * sin(latitude) ** 2)
    rho = a * _SCALE * (1 - e2) * (1 - e2 * sin(latitude) ** 2) ** -1.5
    eta2, t, x = nu / rho - 1, tan(latitude), easting - _EAST
    north = latitude - (t / (2 * rho * nu)) * x**2
    north += t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2) * x**4
    north -= t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4) * x**6
    east = x / nu - x**3 / (6 * nu**3) * (nu / rho + 2 * t**2)
    east += x**5 / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4)
    return north, _LONGITUDE + east / cos(latitude)


def _shifted(latitude: float, longitude: float) -> tuple[float, float]:
    """From the Airy ellipsoid to WGS84, in degrees, at height 0."""
    a, b = _AIRY
    e2 = 1 - (b / a) ** 2
    nu = a / sqrt(1 - e2 * sin(latitude) ** 2)
    x, y = nu * cos(latitude) * cos(longitude), nu * cos(latitude) * sin(longitude)
    z = nu * (1 - e2) * sin(latitude)
    turn_x, turn_y, turn_z = _TURN
    east = _SHIFT[0] + _GROWTH * x - turn_z * y + turn_y * z
    north = _SHIFT[1] + turn_z * x + _GROWTH * y - turn_x * z
    up = _SHIFT[2] - turn_y * x + turn_x * y + _GROWTH * z
    a, b = _WGS84
    e2, flat = 1 - (b / a) ** 2, hypot(east, north)
    found = atan2(up, flat * (1 - e2))
    for _ in range(_ROUNDS):
        nu = a / sqrt(1 - e2 * sin(found) ** 2)
        found = atan2(up + e2 * nu * sin(found), flat)
    return in_degrees(found), in_degrees(atan2(north, east))
