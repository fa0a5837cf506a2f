"""Cities that help a reader to see where on the map something is."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Place:
    """The centre of a city in WGS 84."""

    name: str
    longitude: float
    latitude: float
    is_minor: bool = False
    """Left out where there is little room."""


PLACES: Final = (
    Place("Amsterdam", 4.8936, 52.3731),
    Place("Rotterdam", 4.4792, 51.9225),
    Place("Den Haag", 4.3007, 52.0705, is_minor=True),
    Place("Utrecht", 5.1214, 52.0907),
    Place("Eindhoven", 5.4697, 51.4416),
    Place("Groningen", 6.5665, 53.2194),
    Place("Leeuwarden", 5.7999, 53.2012, is_minor=True),
    Place("Zwolle", 6.0830, 52.5168),
    Place("Enschede", 6.8937, 52.2215),
    Place("Arnhem", 5.8987, 51.9851, is_minor=True),
    Place("Breda", 4.7683, 51.5719, is_minor=True),
    Place("Maastricht", 5.6910, 50.8514),
    Place("Middelburg", 3.6110, 51.4988, is_minor=True),
    Place("Almere", 5.2647, 52.3508, is_minor=True),
    Place("Assen", 6.5642, 52.9928, is_minor=True),
    Place("Den Helder", 4.7600, 52.9563, is_minor=True),
)
