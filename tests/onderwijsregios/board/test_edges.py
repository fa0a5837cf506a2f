"""Handing in around the end: whatever waits in front, the moment of arrival gives the verdict.

``T`` is the first moment that is too late: closes_at plus its whole last second.
"""

import datetime as dt
import re

import pytest

from onderwijsregios.enums import Admission, Grace
from onderwijsregios.models import Revision
from regio.core import clock
from regio.models import ActionLog
from tests.factories.onderwijsregios import ExtensionFactory, days

pytestmark = pytest.mark.django_db

MS, SECOND = dt.timedelta(milliseconds=1), dt.timedelta(seconds=1)
GRACE = 30 * SECOND
LATER = dt.timedelta(hours=2)
OPEN, IN_GRACE, EXTENDED, LATE = Admission.OPEN, Admission.GRACE, Admission.EXTENSION, None

EDGES = {
    "none": [(-SECOND, OPEN), (-MS, OPEN), (0 * MS, LATE), (MS, LATE), (GRACE, LATE), (GRACE + MS, LATE)],
    "disclosed": [
        (-SECOND, OPEN),
        (-MS, OPEN),
        (0 * MS, IN_GRACE),
        (MS, IN_GRACE),
        (GRACE - MS, IN_GRACE),
        (GRACE, LATE),
        (GRACE + MS, LATE),
    ],
    "extension": [
        (-SECOND, OPEN),
        (-MS, OPEN),
        (0 * MS, EXTENDED),
        (MS, EXTENDED),
        (LATER - MS, EXTENDED),
        (LATER, LATE),
        (LATER + MS, LATE),
    ],
}
EDGES["silent"] = EDGES["disclosed"]
CASES = [
    pytest.param(kind, late, verdict, id=f"{kind}, T{late.total_seconds():+.3f} s")
    for kind, edges in EDGES.items()
    for late, verdict in edges
]


@pytest.mark.parametrize("waiting", [0, 20], ids=["at once", "20 s in front"])
@pytest.mark.parametrize(("kind", "late", "verdict"), CASES)
def test_verdict_is_that_of_the_arrival(kind, late, verdict, waiting, applicant, application, at, settings):
    settings.ARRIVAL_HEADER = "X-Request-Start"
    round_ = application.round
    round_.closes_at = days(1)
    if kind in ("disclosed", "silent"):
        round_.grace_kind = {"disclosed": Grace.DISCLOSED, "silent": Grace.SILENT}[kind]
        round_.grace_seconds = GRACE.total_seconds()
    round_.save()
    if kind == "extension":
        ExtensionFactory(round=round_, organisation=application.lead, until=round_.closing + LATER - SECOND)
    page = applicant.get(at("controleren")).text.split('<main id="inhoud"')[1]
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    arrival = round_.closing + late

    with clock.moved_to(arrival + dt.timedelta(seconds=waiting)):
        stamp = {"X-Request-Start": f"t={arrival.timestamp():.6f}"}
        answer = applicant.post(at("controleren"), form, headers=stamp)

    revision = Revision.objects.first()
    if verdict is None:
        assert (answer.status_code, revision) == (409, None)
        assert "Uw werk is veilig" in answer.text
        return
    assert answer.url == at("ontvangst/1")
    assert (revision.admission, abs(revision.arrived_at - arrival) < MS) == (verdict, True)
    used = ActionLog.objects.filter(action="onderwijsregios.application.use_grace")
    assert [row.after["seconds_late"] for row in used] == (
        [late.total_seconds()] if verdict == IN_GRACE else []
    )


@pytest.mark.parametrize("waiting", [1, 5, 10, 19])
def test_a_save_too_is_judged_by_its_arrival(waiting, applicant, application, at, settings):
    settings.ARRIVAL_HEADER = "X-Request-Start"
    round_ = application.round
    round_.closes_at = days(1)
    round_.save()
    page = applicant.get(at("opgaven")).text.split('<main id="inhoud"')[1]
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))

    for late, expected in ((-MS, 302), (0 * MS, 409)):
        arrival = round_.closing + late
        with clock.moved_to(arrival + dt.timedelta(seconds=waiting)):
            stamp = {"X-Request-Start": f"t={arrival.timestamp():.6f}"}
            answer = applicant.post(at("opgaven"), {**form, "opgaven": f"tekst {late}"}, headers=stamp)
        assert answer.status_code == expected
