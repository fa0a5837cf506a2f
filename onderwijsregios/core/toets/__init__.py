"""The toets tells whether a region that somebody has in mind meets the rules of a round.

Facts go in (:mod:`.facts`), verdicts come out (:mod:`.engine`), without a database or a
clock. Each set of rules is one file here, named after the regulation and its year, such
as ``ldnor_2025.py``; it holds ``RULE_SET``. A round names its set with hyphens,
``ldnor-2025``, so adding a regulation is adding a file.
"""

import importlib
import pkgutil
from functools import cache

from onderwijsregios.core.toets.engine import RuleSet


@cache
def rule_sets() -> dict[str, RuleSet]:
    """Return all rule sets by key, those of the files here that end in a year."""
    found = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name[-4:].isdigit():
            found[module.name.replace("_", "-")] = importlib.import_module(
                f"{__name__}.{module.name}"
            ).RULE_SET
    return found
