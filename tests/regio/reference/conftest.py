"""The reference tables, loaded once per module; and the raw files, when they are there."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from regio.services.reference import LoadReport, load_reference


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> LoadReport:
    """Load the full reference data for the tests of this module and take them away afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_reference()
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def raw_data() -> Path:
    """Return the folder with the raw public files, which are not part of the project."""
    path = Path(settings.BASE_DIR).parent / "shared" / "data"
    if not (path / "duo").is_dir():
        pytest.skip("the raw public files (../shared/data) are not on this machine")
    return path
