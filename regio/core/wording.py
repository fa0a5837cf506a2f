"""Numbers and sentences as people write them."""


def in_figures(number: int) -> str:
    """Return a number as the Dutch write it: ``15.000``."""
    return f"{number:,}".replace(",", ".")


def ended(sentence: str) -> str:
    """Return ``sentence`` with one full stop, also after a name that has one itself: "Eindhoven e.o."."""
    return sentence if sentence.endswith(".") else f"{sentence}."
