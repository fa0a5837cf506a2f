"""A draft, who acts for its applicant, and one of its other parties."""

import pytest

from tests.factories.onderwijsregios import ApplicationFactory, representative_of
from tests.factories.signing import parties_of


@pytest.fixture
def application():
    """Return a complete draft in an open round."""
    return ApplicationFactory(complete=True)


@pytest.fixture
def lead(application):
    """Return a person with a mandate for the applicant."""
    return representative_of(application.lead)


@pytest.fixture
def actor(lead):
    """Return who does what is tested, where that is somebody with a mandate for the applicant."""
    return lead


@pytest.fixture
def party(application):
    """Return a party besides the applicant."""
    return parties_of(application)[0]
