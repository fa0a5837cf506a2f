"""Which text the database can hold: PostgreSQL knows no zero byte, and UTF-8 no half of a pair."""

import re
from typing import Final

_REFUSED: Final = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Tell whether the database can hold ``text``."""
    return _REFUSED.search(text) is None


def storable(text: str) -> str:
    """Return ``text`` without the characters that the database refuses."""
    return _REFUSED.sub("", text)
