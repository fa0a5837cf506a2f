"""Nothing is asked twice: a draft begins with what is known."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onderwijsregios.models import Application
from onderwijsregios.selectors.starting_points import starting_points
from onderwijsregios.services.applications import start_application
from regio.core import clock
from regio.core.errors import NotAllowed
from regio.enums import Confirmation, MembershipRole, Sector, SuccessionKind
from regio.models import ActionLog, OrganisationSuccession
from tests.factories.onderwijsregios import ApplicationFactory, RoundFactory, representative_of
from tests.factories.regio import (
    AreaFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    ParticipationFactory,
    SchoolFactory,
    TrainingInstituteFactory,
)
from tests.factories.regions import OnderwijsregioFactory

pytestmark = pytest.mark.django_db

ENDED = dt.date(2024, 12, 31)


@pytest.fixture
def earlier():
    """Return an application of a round that closed, with two schools."""
    application = ApplicationFactory(complete=True, round=RoundFactory(closed=True), title="Regio Vallei")
    for _ in range(2):
        application.school_rows.create(school=SchoolFactory())
    return application


def points(organisation, round_):
    return starting_points([organisation], round_=round_, day=clock.today())


def begin(organisation, round_, point):
    return start_application(
        round_=round_,
        organisation=organisation,
        actor=representative_of(organisation),
        arrived_at=clock.now(),
        starting_point=point,
    )


def held(application):
    """Return all that a draft holds but its plan."""
    return {
        "title": application.title,
        "sectors": application.sectors,
        "municipalities": set(application.municipalities.values_list("pk", flat=True)),
        "members": set(application.members.values_list("organisation", "role")),
        "schools": set(application.school_rows.values_list("school", flat=True)),
        "texts": dict(application.parts.values_list("key", "text")),
    }


def test_a_region_that_returns_begins_with_all_of_its_last_application_but_the_files(earlier):
    round_ = RoundFactory()

    (point,) = points(earlier.lead, round_)
    application = begin(earlier.lead, round_, point)

    assert held(application) == held(earlier)
    assert (application.previous, application.plan) == (earlier, None)
    versions = application.parts.values_list("versions__version", "versions__saved_by")
    assert set(versions) == {(1, application.created_by_id)}
    assert [row.sentence for row in ActionLog.objects.filter(dossier=application.dossier)] == [
        f"Aanvraag begonnen met de aanvraag in “{earlier.round.title}” van {earlier.lead.display_name}"
    ]


def test_what_ended_since_is_left_out_and_named(earlier):
    gone = earlier.municipalities.first()
    partner = earlier.members.get(role=MembershipRole.TRAINER).organisation
    school = earlier.school_rows.first().school
    for one in (gone, partner, school):
        one.valid_until = ENDED
        one.save()
    earlier.sectors = [Sector.HO, Sector.PO]
    earlier.save()

    (point,) = points(earlier.lead, RoundFactory())

    assert set(point.left_out) == {
        "Het plan en de bijlagen gaan niet mee. Voeg de bestanden van deze ronde toe.",
        "De sector hoger onderwijs: daarvoor is deze ronde niet.",
        *(f"{one.name}: bestaat niet meer in het register." for one in (gone, partner, school)),
    }
    assert gone not in point.municipalities
    assert partner not in [organisation for organisation, _ in point.members]
    assert school not in point.schools
    assert point.sectors == [Sector.PO]


def test_a_board_that_merged_begins_with_the_application_of_what_it_came_from(earlier):
    merged, between = OrganisationFactory(), OrganisationFactory()
    for old, new in ((earlier.lead, between), (between, merged)):
        OrganisationSuccession.objects.create(
            predecessor=old, successor=new, kind=SuccessionKind.MERGER, date=ENDED
        )
    earlier.lead.valid_until = ENDED
    earlier.lead.save()

    (point,) = points(merged, RoundFactory())

    assert point.previous_id == earlier.pk
    assert earlier.lead not in [organisation for organisation, _ in point.members]
    assert begin(merged, RoundFactory(), point).lead == merged


def test_the_newest_of_more_applications_counts_and_nobody_elses(earlier):
    newer = ApplicationFactory(lead=earlier.lead, round=RoundFactory(closes_at=clock.now()))
    ApplicationFactory(complete=True, round=earlier.round)

    assert [point.previous_id for point in points(earlier.lead, RoundFactory())] == [newer.pk]


def test_a_first_application_begins_with_what_the_registry_knows_of_a_collaboration():
    board, lead, institute = OrganisationFactory(), OrganisationFactory(), TrainingInstituteFactory()
    region = OnderwijsregioFactory(sectors=[Sector.PO, Sector.MBO])
    MembershipFactory(collaboration=region, organisation=board)
    MembershipFactory(collaboration=region, organisation=lead, role=MembershipRole.LEAD)
    MembershipFactory(collaboration=region, organisation=institute, role=MembershipRole.TRAINER)
    MembershipFactory(collaboration=region, confirmation=Confirmation.REFUSED)
    MembershipFactory(collaboration=region, valid_until=ENDED)
    area = AreaFactory(collaboration=region)
    AreaFactory(collaboration=region, valid_until=ENDED)
    school = ParticipationFactory(collaboration=region).school
    round_ = RoundFactory()

    (point,) = points(board, round_)
    application = begin(board, round_, point)

    assert held(application) == {
        "title": region.name,
        "sectors": [Sector.PO],
        "municipalities": {area.municipality_id},
        "members": {
            (board.pk, MembershipRole.LEAD),
            (lead.pk, MembershipRole.PARTICIPANT),
            (institute.pk, MembershipRole.TRAINER),
        },
        "schools": {school.pk},
        "texts": {},
    }
    assert point.left_out == ["De sector middelbaar beroepsonderwijs: daarvoor is deze ronde niet."]


def test_what_belongs_to_another_organisation_begins_nothing(earlier):
    (point,) = points(earlier.lead, RoundFactory())

    with pytest.raises(NotAllowed):
        begin(OrganisationFactory(), RoundFactory(), point)
    assert Application.objects.count() == 1


def test_samples_are_offered_only_in_a_round_of_samples():
    board = OrganisationFactory()
    MembershipFactory(collaboration=OnderwijsregioFactory(is_sample=True), organisation=board)

    assert [len(points(board, RoundFactory(is_sample=sample))) for sample in (False, True)] == [0, 1]


@pytest.mark.parametrize("rows", [1, 3])
def test_starting_points_need_the_same_queries_whatever_there_is(rows, earlier):
    for _ in range(rows):
        region = OnderwijsregioFactory()
        MembershipFactory(collaboration=region, organisation=earlier.lead)
        for _ in range(rows):
            MembershipFactory(collaboration=region)
            AreaFactory(collaboration=region)
            ParticipationFactory(collaboration=region)

    with CaptureQueriesContext(connection) as queries:
        found = points(earlier.lead, RoundFactory.build(pk=0))

    assert (len(found), len(queries)) == (rows + 1, 10)


def test_the_page_shows_beforehand_what_is_filled_in_and_fills_it_in(client, earlier):
    round_ = RoundFactory()
    client.force_login(representative_of(earlier.lead))
    address = f"/aanvragen/nieuw/{round_.slug}/"

    page = client.get(address)
    (key,) = page.context["form"].points
    started = client.post(address, {"organisatie": earlier.lead.pk, "begin_met": key})

    assert "Waarmee begint u?" in page.text
    assert all(one.name in page.text for one in earlier.municipalities.all())
    application = Application.objects.get(round=round_)
    assert (started.url, held(application)) == (f"/aanvragen/{application.pk}/", held(earlier))
    assert "Niet overgenomen: Het plan en de bijlagen gaan niet mee." in client.get(started.url).text


def test_an_empty_form_can_be_chosen_too(client, earlier):
    round_ = RoundFactory()
    client.force_login(representative_of(earlier.lead))

    client.post(f"/aanvragen/nieuw/{round_.slug}/", {"organisatie": earlier.lead.pk, "begin_met": "leeg"})

    application = Application.objects.get(round=round_)
    assert (application.title, application.previous, application.members.count()) == ("", None, 1)


@pytest.mark.parametrize("mine", [True, False], ids=["of another own organisation", "of somebody else"])
def test_the_page_refuses_what_does_not_belong_to_the_organisation(mine, client, earlier):
    board, round_ = OrganisationFactory(), RoundFactory()
    user = representative_of(board)
    if mine:
        earlier.lead.mandates.create(user=user, valid_from=dt.date(2020, 1, 1))
    client.force_login(user)

    key = f"aanvraag:{earlier.pk}:{earlier.lead_id}"
    refused = client.post(f"/aanvragen/nieuw/{round_.slug}/", {"organisatie": board.pk, "begin_met": key})

    # somebody without a starting point has no such field: what was sent for it means nothing
    assert refused.status_code == (400 if mine else 302)
    assert [one.previous for one in Application.objects.filter(round=round_)] == ([] if mine else [None])


def test_who_works_together_here_already_is_suggested_as_a_party_and_added_with_one_press(
    applicant, application, at
):
    municipality = application.municipalities.first()
    often, once, elsewhere = OrganisationFactory(), TrainingInstituteFactory(), OrganisationFactory()
    for number, members in enumerate(((often, once), (often,))):
        region = OnderwijsregioFactory(name=f"Samen {number}")
        AreaFactory(collaboration=region, municipality=municipality)
        for organisation in (*members, application.lead):
            MembershipFactory(collaboration=region, organisation=organisation)
    other = OnderwijsregioFactory()
    AreaFactory(collaboration=other, municipality=MunicipalityFactory())
    MembershipFactory(collaboration=other, organisation=elsewhere)

    page = applicant.get(at("partijen"))
    suggested = page.context["form"].suggested
    applicant.post(at("partijen"), {"voegtoe": once.pk, f"nieuw-{once.pk}": "opleider"})

    assert [(one, one.together_in) for one in suggested] == [
        (often, ["Samen 0", "Samen 1"]),
        (once, ["Samen 0"]),
    ]
    assert application.members.get(organisation=once).role == MembershipRole.TRAINER
    assert applicant.get(at("partijen")).context["form"].suggested == [often]
