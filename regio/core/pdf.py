"""The old place of :mod:`regio.core.files.pdf`."""

from regio.core.files.kinds import Unusable
from regio.core.files.pdf import count_pages

__all__ = ["Unusable", "count_pages"]
