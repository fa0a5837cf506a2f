"""Making DUO's spelling readable, only where that is safe.

DUO writes places in capitals and some boards too. Places can be put right by
rule. Names of boards and schools only when they are wholly in capitals and hold
an ordinary word, because ``ASKO`` and ``ROC TOP`` are meant that way.
"""

import re

_LOWER_IN_NAMES = frozenset(
    ("aan", "bij", "de", "den", "der", "en", "het", "in", "met", "of", "op", "te", "ten", "ter", "tot")
) | {"van", "voor"}
_LOWER_IN_PLACES = _LOWER_IN_NAMES | {"die", "gem", "over"}

_PLACE_TAIL = re.compile(
    r"\s+(GEM\.? .+|GLD|OV|NB|N BR|NH|N-H|ZH|Z-H|LB|LIMB|LIM|L|UT|UTR|FR|FRL|GN|GR|DR|FL|ZLD|ZL|Z)$"
)
_APOSTROPHE_PLACE = re.compile(r"^'?(S|T) ?-?(?=GRAV|HERTOGENB|HEEREN|HEER|GRAAF)")

_ORDINARY_WORDS = frozenset(
    (
        "basisonderwijs",
        "basisschool",
        "bestuur",
        "bijzonder",
        "christelijk",
        "christelijke",
        "college",
        "comite",
        "gemeente",
        "katholiek",
        "katholieke",
        "kindcentrum",
        "lyceum",
        "onderwijs",
        "onderwijsgroep",
        "openbaar",
        "openbare",
        "primair",
        "protestants",
        "regionaal",
        "school",
        "scholen",
        "scholengemeenschap",
        "scholengroep",
        "speciaal",
        "stg",
        "stichting",
        "ver",
        "vereniging",
        "voortgezet",
    )
)


def tidy(text: str) -> str:
    """Return the text with single spaces and without space at the ends."""
    return " ".join(text.split())


def readable_place(raw: str) -> str:
    """Return a place as it is usually written: ``'S-GRAVENHAGE`` becomes 's-Gravenhage.

    What DUO adds to tell places of the same name apart (``HENGELO OV``) is left
    out, as the municipality stands beside it. Text that is not all capitals is
    returned as it is.
    """
    text = tidy(raw)
    if not text or text != text.upper():
        return text
    text = re.sub(r"\bAD IJSSEL$", "AAN DEN IJSSEL", _PLACE_TAIL.sub("", text))
    text = _APOSTROPHE_PLACE.sub(lambda found: f"'{found[1].lower()}-", text)
    words = [_place_word(word, first=index == 0) for index, word in enumerate(text.split(" "))]
    return " ".join(words)


def _place_word(word: str, *, first: bool) -> str:
    if not first and word.lower() in _LOWER_IN_PLACES:
        return word.lower()
    return "-".join(
        part.lower() if index and part.lower() in _LOWER_IN_PLACES else _capitalised(part)
        for index, part in enumerate(word.split("-"))
    )


def _capitalised(word: str) -> str:
    if word.lower() in ("'s", "'t"):
        return word.lower()
    lower = word.lower()
    if lower[:1].isdigit():  # 1e Exloërmond
        return lower
    if lower.startswith("ij"):
        return "IJ" + lower[2:]
    for index, character in enumerate(lower):
        if character.isalpha():
            return lower[:index] + character.upper() + lower[index + 1 :]
    return lower


def readable_name(raw: str) -> str:
    """Return a name of a board, school or institution, in small letters where that is safe."""
    text = tidy(raw)
    if text != text.upper():
        return text
    words = text.split(" ")
    if not any(word.strip(".,").lower() in _ORDINARY_WORDS for word in words):
        return text
    return " ".join(_name_word(word, first=index == 0) for index, word in enumerate(words))


def _name_word(word: str, *, first: bool) -> str:
    bare = word.strip(".,()").lower()
    if bare in _LOWER_IN_NAMES and not first:
        return word.lower()
    if bare in _ORDINARY_WORDS or len(bare) > 5:
        return _capitalised(word)
    return word


def comparable(text: str) -> str:
    """Return only letters and digits in small letters, to tell whether two spellings are the same."""
    return re.sub(r"[\W_]", "", text.casefold())


def web_address(raw: str) -> str:
    """Return a full web address, or "" when the text does not look like one."""
    text = raw.strip().rstrip("/").lower()
    if not text or " " in text or "@" in text:
        return ""
    bare = re.sub(r"^https?[:;]?/{0,2}", "", text)
    if not re.fullmatch(
        r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+([/?#][!-~]*)?", bare
    ):
        return ""
    return f"https://{bare}"
