"""When handing in ends, or ended: said of the end that counts for this applicant."""

import datetime as dt

import pytest

from onderwijsregios.enums import Grace
from regio.core import clock
from tests.factories.onderwijsregios import ExtensionFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db

CAN, COULD = "Indienen kan tot en met", "Indienen kon tot en met"


@pytest.mark.parametrize(
    ("seconds_after", "grace", "is_extended", "words"),
    [
        (-60, Grace.NONE, False, CAN),
        (60, Grace.NONE, False, COULD),
        (60, Grace.DISCLOSED, False, CAN),
        (60, Grace.SILENT, False, COULD),
        (60, Grace.NONE, True, CAN),
        (4 * 86_400, Grace.NONE, True, COULD),
    ],
)
def test_the_overview_says_until_when_one_can_hand_in_or_could(
    seconds_after, grace, is_extended, words, applicant, application, at
):
    round_ = application.round
    round_.grace_kind, round_.grace_seconds = grace, 0 if grace == Grace.NONE else 300
    round_.save()
    if is_extended:
        ExtensionFactory(round=round_, organisation=application.lead)

    with clock.moved_to(round_.closes_at + dt.timedelta(seconds=seconds_after)):
        text = Page(applicant.get(at())).text

    assert [one for one in (CAN, COULD) if one in text] == [words]
