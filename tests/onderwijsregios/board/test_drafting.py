"""Writing an application: nothing is overwritten in silence, nothing that was accepted is lost."""

import datetime as dt
import uuid

import pytest

from onderwijsregios.enums import ApplicationState, PartKey
from onderwijsregios.models import Application, PlanPartVersion
from onderwijsregios.services import applications as services
from onderwijsregios.services.applications import PartText, RegionFacts, RoleChange
from regio.core import clock
from regio.core.errors import EditConflict, NotAllowed, Refused, TooEarly, TooLate
from regio.enums import Audience, MembershipRole, Sector
from regio.models import ActionLog
from tests.factories.documents import DocumentFactory
from tests.factories.onderwijsregios import ApplicationFactory, RoundFactory, representative_of
from tests.factories.regio import (
    MunicipalityFactory,
    OrganisationFactory,
    TrainingInstituteFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return ApplicationFactory()


@pytest.fixture
def user(application):
    return representative_of(application.lead)


def sentences(application):
    return list(ActionLog.objects.filter(dossier=application.dossier).values_list("sentence", flat=True))


def test_start_makes_a_draft_with_the_applicant_as_penvoerder():
    board, round_ = OrganisationFactory(), RoundFactory()
    user = representative_of(board)

    application = services.start_application(
        round_=round_, organisation=board, actor=user, arrived_at=clock.now()
    )

    assert (application.state, application.lead, application.created_by) == (
        ApplicationState.DRAFT,
        board,
        user,
    )
    assert list(application.members.values_list("organisation", "role")) == [(board.pk, MembershipRole.LEAD)]
    assert sentences(application) == ["Aanvraag begonnen"]


def test_start_a_second_time_leads_to_the_application_that_is_there_even_after_closing():
    application = ApplicationFactory(round=RoundFactory(closed=True))
    colleague = representative_of(application.lead)

    again = services.start_application(
        round_=application.round, organisation=application.lead, actor=colleague, arrived_at=clock.now()
    )

    assert again == application
    assert Application.objects.count() == 1


def test_start_needs_a_mandate_and_an_open_round():
    board = OrganisationFactory()
    user = representative_of(board)

    def start(round_, actor):
        return services.start_application(
            round_=round_, organisation=board, actor=actor, arrived_at=clock.now()
        )

    with pytest.raises(NotAllowed):
        start(RoundFactory(), UserFactory())
    with pytest.raises(NotAllowed):
        start(RoundFactory(), representative_of(OrganisationFactory()))
    with pytest.raises(NotAllowed):
        start(RoundFactory(), representative_of(board_of_the_past(), valid_until=dt.date(2021, 1, 1)))
    with pytest.raises(TooEarly):
        start(RoundFactory(announced=True), user)
    with pytest.raises(TooLate):
        start(RoundFactory(closed=True), user)
    assert Application.objects.count() == 0


def board_of_the_past():
    return OrganisationFactory()


def save(application, user, texts, **kwargs):
    parts = {key: PartText(text, version) for key, (text, version) in texts.items()}
    return services.save_parts(
        application=application, actor=user, parts=parts, **({"arrived_at": clock.now()} | kwargs)
    )


def test_each_accepted_text_stays_readable_as_a_version(application, user):
    save(application, user, {PartKey.OPGAVEN: ("een", 0)})
    save(application, user, {PartKey.OPGAVEN: ("twee", 1)})
    save(application, user, {PartKey.OPGAVEN: ("twee", 2)})  # unchanged: no new version

    assert list(PlanPartVersion.objects.order_by("version").values_list("version", "text", "saved_by")) == [
        (1, "een", user.pk),
        (2, "twee", user.pk),
    ]
    assert sentences(application) == ["Tekst gewijzigd: Opgaven", "Tekst gewijzigd: Opgaven"]


def test_a_part_that_was_changed_meanwhile_is_not_overwritten_and_nothing_else_is_saved(application, user):
    colleague = representative_of(application.lead)
    save(application, user, {PartKey.WERVEN: ("werven", 0), PartKey.MATCHEN: ("matchen", 0)})
    save(application, colleague, {PartKey.WERVEN: ("van mijn collega", 1)})

    with pytest.raises(EditConflict) as conflict:
        save(application, user, {PartKey.WERVEN: ("van mij", 1), PartKey.MATCHEN: ("ook van mij", 1)})

    assert (conflict.value.mine, conflict.value.theirs) == (
        {"werven": "van mij"},
        {"werven": "van mijn collega"},
    )
    assert dict(application.parts.values_list("key", "text")) == {
        "werven": "van mijn collega",
        "matchen": "matchen",
    }


def test_a_part_that_i_did_not_touch_keeps_what_a_colleague_made_of_it(application, user):
    colleague = representative_of(application.lead)
    save(application, user, {PartKey.WERVEN: ("werven", 0), PartKey.MATCHEN: ("matchen", 0)})
    save(application, colleague, {PartKey.WERVEN: ("van mijn collega", 1)})

    save(application, user, {PartKey.WERVEN: ("werven", 1), PartKey.MATCHEN: ("van mij", 1)})

    assert dict(application.parts.values_list("key", "text")) == {
        "werven": "van mijn collega",
        "matchen": "van mij",
    }


def test_the_same_text_from_two_people_is_no_conflict(application, user):
    save(application, user, {PartKey.OPGAVEN: ("hetzelfde", 0)})

    save(application, user, {PartKey.OPGAVEN: ("hetzelfde", 0)})

    assert application.parts.get().version == 1


def test_a_save_counts_by_its_arrival_and_not_after_closing(application, user):
    round_ = application.round
    last = round_.closes_at.replace(microsecond=999_999)

    save(application, user, {PartKey.OPGAVEN: ("op tijd", 0)}, arrived_at=last)
    with pytest.raises(TooLate):
        save(
            application,
            user,
            {PartKey.OPGAVEN: ("te laat", 1)},
            arrived_at=last + dt.timedelta(microseconds=1),
        )

    assert application.parts.get().text == "op tijd"


def test_only_people_with_a_mandate_for_the_applicant_change_the_draft(application):
    for outsider in (UserFactory(), representative_of(OrganisationFactory())):
        with pytest.raises(NotAllowed):
            save(application, outsider, {PartKey.OPGAVEN: ("van een ander", 0)})

    assert application.parts.count() == 0


def region(**facts):
    return RegionFacts(
        **({"title": "Regio Oost", "sectors": [Sector.PO, Sector.VO], "is_national": False} | facts)
    )


NO_TEXT = PartText("", 0)


def save_region(application, user, facts, version, explanation=NO_TEXT):
    return services.save_region(
        application=application,
        actor=user,
        region=facts,
        version=version,
        explanation=explanation,
        arrived_at=clock.now(),
    )


def test_region_is_saved_with_its_explanation(application, user):
    saved = save_region(application, user, region(), 1, PartText("Eén arbeidsmarkt.", 0))

    assert (saved.title, saved.sectors, saved.is_national, saved.version) == (
        "Regio Oost",
        ["po", "vo"],
        False,
        2,
    )
    assert list(application.parts.values_list("key", "text")) == [("regio", "Eén arbeidsmarkt.")]


def test_region_that_was_changed_meanwhile_shows_both_and_saves_nothing(application, user):
    save_region(application, user, region(title="Van een collega"), 1)

    with pytest.raises(EditConflict) as conflict:
        save_region(application, user, region(title="Van mij"), 1, PartText("tekst", 0))

    assert (conflict.value.mine, conflict.value.theirs) == (
        {"title": "Van mij"},
        {"title": "Van een collega"},
    )
    assert application.parts.count() == 0


def test_region_fields_that_two_people_changed_apart_add_up(application, user):
    save_region(application, user, region(), 1)
    save_region(application, representative_of(application.lead), region(title="Van een collega"), 2)

    saved = save_region(application, user, region(is_national=True), 2)

    assert (saved.title, saved.is_national) == ("Van een collega", True)


def test_municipalities_of_two_people_add_up(application, user):
    one, two, three = (MunicipalityFactory() for _ in range(3))
    ended = MunicipalityFactory(valid_until=dt.date(2020, 12, 31))

    for add, remove in (([one.pk, two.pk], []), ([three.pk, ended.pk, "GM0000"], []), ([two.pk], [one.pk])):
        services.change_municipalities(
            application=application, actor=user, add=add, remove=remove, arrived_at=clock.now()
        )

    assert set(application.municipalities.all()) == {two, three}
    assert sentences(application) == [
        f"Gemeenten toegevoegd: {one.name}, {two.name}",
        f"Gemeenten toegevoegd: {three.name}",
        f"Gemeenten verwijderd: {one.name}",
    ]


def members(application):
    return dict(application.members.exclude(role=MembershipRole.LEAD).values_list("organisation", "role"))


def test_parties_are_added_changed_and_removed(application, user):
    board, institute = OrganisationFactory(), TrainingInstituteFactory()

    def change(**kwargs):
        services.save_members(application=application, actor=user, arrived_at=clock.now(), **kwargs)

    change(add={board.pk: "deelnemer", institute.pk: "opleider"})
    change(add={board.pk: "partner"})  # is there already: keeps its role
    change(roles={board.pk: RoleChange("deelnemer", "partner")})
    assert members(application) == {board.pk: "partner", institute.pk: "opleider"}
    change(remove=[institute.pk, application.lead_id])
    assert members(application) == {board.pk: "partner"}
    assert application.members.filter(organisation=application.lead).exists()
    assert sentences(application)[1:] == [
        f"Partijen gewijzigd: {board.display_name} is nu partner",
        f"Partijen verwijderd: {institute.display_name}",
    ]


def test_a_role_that_was_changed_meanwhile_is_not_overwritten(application, user):
    board = OrganisationFactory()

    def change(**kwargs):
        services.save_members(application=application, actor=user, arrived_at=clock.now(), **kwargs)

    change(add={board.pk: "deelnemer"})
    change(roles={board.pk: RoleChange("deelnemer", "partner")})
    with pytest.raises(EditConflict) as conflict:
        change(roles={board.pk: RoleChange("deelnemer", "opleider")})

    assert (conflict.value.mine, conflict.value.theirs) == (
        {board.display_name: "opleider"},
        {board.display_name: "partner"},
    )


def test_there_is_no_second_penvoerder(application, user):
    with pytest.raises(Refused):
        services.save_members(
            application=application,
            actor=user,
            arrived_at=clock.now(),
            add={OrganisationFactory().pk: MembershipRole.LEAD},
        )


def attach(application, user, document, replaces=None):
    return services.attach_plan(
        application=application, actor=user, document=document, replaces=replaces, arrived_at=clock.now()
    )


def test_plan_is_attached_replaced_and_removed(application, user):
    first, second = DocumentFactory(created_by=user), DocumentFactory(created_by=user)

    assert attach(application, user, first).plan == first
    assert attach(application, user, second, first.pk).plan == second
    removed = services.remove_plan(
        application=application, actor=user, plan=second.pk, arrived_at=clock.now()
    )
    assert removed.plan is None


def test_plan_of_a_colleague_is_not_replaced_in_silence(application, user):
    colleague = representative_of(application.lead)
    theirs, mine = (
        DocumentFactory(created_by=colleague, original_name="theirs.pdf"),
        DocumentFactory(created_by=user),
    )
    attach(application, colleague, theirs)

    with pytest.raises(EditConflict) as conflict:
        attach(application, user, mine)
    with pytest.raises(EditConflict):
        services.remove_plan(application=application, actor=user, plan=uuid.uuid4(), arrived_at=clock.now())

    assert (conflict.value.mine, conflict.value.theirs) == ({"plan": "plan.pdf"}, {"plan": "theirs.pdf"})
    application.refresh_from_db()
    assert application.plan == theirs


def test_somebody_elses_file_cannot_be_attached(application, user):
    with pytest.raises(NotAllowed):
        attach(application, user, DocumentFactory(created_by=UserFactory()))


def test_what_happens_in_a_draft_is_in_the_log_of_the_applicant_alone(application, user):
    save(application, user, {PartKey.OPGAVEN: ("geheim", 0)})
    row = ActionLog.objects.get(dossier=application.dossier)

    assert row.audiences == [Audience.APPLICANT]
    assert row.actor_label == f"vertegenwoordiger van {application.lead.display_name}"
    assert "geheim" not in f"{row.sentence}{row.before}{row.after}"
