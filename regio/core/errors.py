"""Errors that mean something to a reader.

Each carries a whole Dutch sentence that says what is wrong and what to do.
Views turn them into messages, the API into problem details.
"""


class PortalError(Exception):
    """Something that the reader can understand and act on."""

    code = "fout"
    status = 400

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code:
            self.code = code

    def __str__(self) -> str:
        return self.message


class NotAllowed(PortalError):
    """The actor may see this, but may not do it."""

    code = "niet-toegestaan"
    status = 403


class Refused(PortalError):
    """The action does not fit the state that things are in."""

    code = "geweigerd"
    status = 409


class TooLate(Refused):
    """The moment for this action has passed."""

    code = "te-laat"


class TooEarly(Refused):
    """The moment for this action has not come yet."""

    code = "te-vroeg"


class Incomplete(Refused):
    """Something that is required is missing; ``missing`` lists it in whole sentences."""

    code = "onvolledig"

    def __init__(self, message: str, *, missing: list[tuple[str, str]]) -> None:
        super().__init__(message)
        self.missing = missing


class EditConflict(Refused):
    """Somebody else saved in the meantime; both texts are kept.

    ``mine`` and ``theirs`` hold the two versions per field, for a page that lays
    them side by side.
    """

    code = "ondertussen-gewijzigd"

    def __init__(self, message: str, *, mine: dict[str, str], theirs: dict[str, str]) -> None:
        super().__init__(message)
        self.mine = mine
        self.theirs = theirs


class Busy(PortalError):
    """A lock could not be had in time; trying again helps."""

    code = "bezet"
    status = 503
