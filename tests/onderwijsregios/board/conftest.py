"""Somebody of the applying organisation, signed in."""

import pytest

from tests.factories.onderwijsregios import ApplicationFactory, representative_of


@pytest.fixture
def application():
    """Return a complete draft in an open round."""
    return ApplicationFactory(complete=True)


@pytest.fixture
def user(application):
    """Return a person with a mandate for the applicant."""
    return representative_of(application.lead)


@pytest.fixture
def applicant(client, user):
    """Return a browser in which ``user`` is signed in."""
    client.force_login(user)
    return client


@pytest.fixture
def at(application):
    """Return how to get the address of a page of the application."""

    def address(step="", suffix=""):
        return f"/aanvragen/{application.pk}/{step + '/' if step else ''}{suffix}"

    return address
