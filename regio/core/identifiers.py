"""Public identifiers that people can read aloud: short, never reused, with a check digit.

``OR-7K3M2-5``: two letters for the programme, five characters of an alphabet
without look-alikes, one check character (Luhn modulo N over the alphabet).
"""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def check_character(body: str) -> str:
    """Return the Luhn modulo N check character of ``body``."""
    size = len(ALPHABET)
    total = 0
    for position, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (2 if position % 2 == 0 else 1)
        total += value // size + value % size
    return ALPHABET[(size - total % size) % size]


def new_public_id(prefix: str, *, body: str | None = None) -> str:
    """Return a fresh public id; ``body`` fixes the five characters (for samples)."""
    body = body or "".join(secrets.choice(ALPHABET) for _ in range(5))
    return f"{prefix}-{body}-{check_character(body)}"


def is_public_id(text: str) -> bool:
    """Tell whether ``text`` has the shape of a public id with a right check character."""
    parts = text.split("-")
    return (
        len(parts) == 3
        and len(parts[1]) == 5
        and all(c in ALPHABET for c in parts[1])
        and check_character(parts[1]) == parts[2]
    )
