"""Throw away everything that the portal keeps in this clone."""

import shutil
from pathlib import Path

from regio.core.embedded import location


def reset(var: Path = location.VAR) -> int:
    """Remove all data, uploads and logs. Raises InUse while the portal runs."""
    with location.held(command="make reset", var=var):
        for folder in (var, location.sheltered()):
            if folder.exists():
                shutil.rmtree(folder)
    print("The data of this clone is gone; 'make run' starts anew.")
    return 0
