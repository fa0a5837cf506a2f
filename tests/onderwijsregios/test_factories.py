"""The factories make what they promise."""

import pytest

from onderwijsregios.enums import ApplicationState, PartKey
from onderwijsregios.selectors.application_content import content_of
from regio.core import clock
from regio.core.fingerprints import fingerprint_of
from tests.factories.onderwijsregios import ApplicationFactory, RoundFactory, SubmittedApplicationFactory

pytestmark = pytest.mark.django_db


def test_submitted_application_has_one_revision_of_all_that_it_holds():
    application = SubmittedApplicationFactory()

    revision = application.revisions.get()

    assert application.state == ApplicationState.SUBMITTED
    assert revision.content == content_of(application)
    assert revision.fingerprint == fingerprint_of(revision.content)
    assert set(revision.content["parts"]) == {key.value for key in PartKey}


def test_draft_is_empty_unless_it_is_asked_to_be_complete():
    draft, complete = ApplicationFactory(), ApplicationFactory(complete=True)

    assert (draft.title, draft.plan, draft.members.count()) == ("", None, 1)
    assert (complete.parts.count(), complete.members.count()) == (11, 4)


def test_round_is_open_closed_or_announced_as_asked():
    now = clock.now()

    assert [
        RoundFactory(**asked).phase_at(now).value for asked in ({}, {"closed": True}, {"announced": True})
    ] == [
        "open",
        "gesloten",
        "aangekondigd",
    ]
