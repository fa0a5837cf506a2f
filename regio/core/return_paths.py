"""Where a mail comes back that cannot be delivered: one address for each mail (VERP).

``BOUNCE_ADDRESS`` bounces@portaal.example becomes bounces+12-3f…@portaal.example for mail
number 12. The seal in it keeps others from reporting a mail that they never got. It is
short and in lower case, because the part before the @ has room for 64 characters and
some servers change capitals; ``regio.core.seals`` makes longer ones, for links.
"""

import re
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SEAL_LENGTH: Final = 20
ROOM_FOR_NUMBER: Final = 10
LONGEST_LOCAL_PART: Final = 64 - len("+-") - SEAL_LENGTH - ROOM_FOR_NUMBER
"""What the part of ``BOUNCE_ADDRESS`` before the @ may hold, so that number and seal fit."""

_EXTENSION: Final = re.compile(rf"(\d{{1,{ROOM_FOR_NUMBER}}})-([0-9a-f]{{{SEAL_LENGTH}}})")
_BASE: Final = re.compile(rf"[A-Za-z0-9._-]{{1,{LONGEST_LOCAL_PART}}}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class ReturnPath:
    """What an address for returned mail says; not yet that the portal made it."""

    number: int
    seal: str

    def is_of(self, message_id: UUID) -> bool:
        """Tell whether the portal made this address, for the mail with this Message-ID."""
        return constant_time_compare(self.seal, _seal(self.number, message_id))


def is_bounce_address(address: str) -> bool:
    """Tell whether a number and a seal can be put into ``address``."""
    return _BASE.fullmatch(address) is not None


def return_path(number: int, message_id: UUID) -> str:
    """Return the address to which mail ``number`` comes back; empty without ``BOUNCE_ADDRESS``."""
    if not settings.BOUNCE_ADDRESS:
        return ""
    local, _, domain = settings.BOUNCE_ADDRESS.partition("@")
    return f"{local}+{number}-{_seal(number, message_id)}@{domain}"


def read_return_path(address: str) -> ReturnPath | None:
    """Read an address as :func:`return_path` makes it; None for any other."""
    local, _, domain = settings.BOUNCE_ADDRESS.lower().partition("@")
    before, _, host = address.strip().lower().rpartition("@")
    name, _, extension = before.partition("+")
    found = _EXTENSION.fullmatch(extension)
    if found is None or not local or (name, host) != (local, domain):
        return None
    return ReturnPath(int(found[1]), found[2])


def _seal(number: int, message_id: UUID) -> str:
    made = salted_hmac("regio.return_paths", f"{number}:{message_id}", algorithm="sha256")
    return made.hexdigest()[:SEAL_LENGTH]
