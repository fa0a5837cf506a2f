"""From municipalities in WGS 84 to shapes on a map: plain Python on shapely, no models.

- ``projection``: longitude and latitude to the coordinates of the Dutch grid (RD)
- ``paths``: a shape as the short text of an SVG path
- ``coverage``: all municipalities together, simplified with their shared borders kept
- ``colouring``: neighbours never get the same tint
- ``geojson``: shapes as RFC 7946 wants them
"""
