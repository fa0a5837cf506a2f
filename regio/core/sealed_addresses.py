"""Keep what opens a door out of the logs: the seal in an address works for who reads it there."""

import logging
import re
from typing import Final

SEAL: Final = re.compile(r"((?:/|%2F)[a-z]+(?:/|%2F))[\w-]{30,}\.[\w-]{30,}(?=/|%2F)", re.IGNORECASE)
"""A sealed value (:mod:`regio.core.seals`) as a part of an address, also of one inside another."""


class WithoutSeals(logging.Filter):
    """Replaces the seal in each address that a record names."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass, without seals."""
        if isinstance(record.args, tuple):
            record.args = tuple(SEAL.sub(r"\1…", one) if isinstance(one, str) else one for one in record.args)
        return True
