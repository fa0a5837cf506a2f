"""In which role the log names whoever does something in an application; never by name."""

import pytest

from onderwijsregios.enums import PartKey, Section
from onderwijsregios.models import Comment
from onderwijsregios.services.applications import (
    PartText,
    RegionFacts,
    RoleChange,
    attach_plan,
    change_municipalities,
    remove_plan,
    restore_text,
    save_fact,
    save_members,
    save_parts,
    save_region,
    save_text,
)
from onderwijsregios.services.applications.attachments import (
    TitleChange,
    add_attachments,
    describe_attachments,
    remove_attachment,
)
from onderwijsregios.services.applications.commenting import add_comment, reopen_comment, resolve_comment
from onderwijsregios.services.applications.handover import decline_lead, offer_lead
from onderwijsregios.services.applications.schools import add_schools, remove_schools
from regio.core import clock
from regio.enums import MembershipRole
from regio.models import ActionLog
from tests.factories.documents import DocumentFactory
from tests.factories.onderwijsregios import representative_of
from tests.factories.regio import MunicipalityFactory, OrganisationFactory, SchoolFactory
from tests.factories.signing import parties_of
from tests.factories.team import writer

pytestmark = pytest.mark.django_db


def write_texts(given):
    save_parts(parts={PartKey.OPGAVEN: PartText("Twee.", 1)}, **given)
    save_text(key=PartKey.WERVEN, part=PartText("Drie.", 1), **given)
    restore_text(key=PartKey.OPGAVEN, restored=1, version=2, **given)


def describe_the_region(given):
    application = given["application"]
    facts = RegionFacts("Nieuwe naam", ["po"], is_national=False)
    saved = save_region(region=facts, version=application.version, explanation=None, **given)
    save_fact(name="title", value="Andere naam", version=saved.version, **given)
    change_municipalities(add=[MunicipalityFactory().pk], remove=[], **given)


def change_the_parties(given):
    party = parties_of(given["application"])[0]
    role = given["application"].members.get(organisation=party).role
    save_members(add={OrganisationFactory().pk: MembershipRole.PARTICIPANT}, **given)
    save_members(roles={party.pk: RoleChange(role, MembershipRole.PARTNER)}, **given)
    save_members(remove=[party.pk], **given)


def replace_the_plan(given):
    plan = DocumentFactory(created_by=given["actor"])
    attach_plan(document=plan, replaces=given["application"].plan_id, **given)
    remove_plan(plan=plan.pk, **given)


def put_a_file_beside_a_text(given):
    file = DocumentFactory(created_by=given["actor"])
    given = {**given, "section": Section.OPGAVEN}
    (attachment,) = add_attachments(documents=[file], **given).added
    describe_attachments(titles={attachment.pk: TitleChange("", "Kaart")}, **given)
    remove_attachment(attachment=attachment.pk, **given)


def choose_schools(given):
    school = SchoolFactory(board=given["application"].lead)
    add_schools(codes=[school.brin6], **given)
    remove_schools(codes=[school.brin6], **given)


def comment(given):
    application, actor = given["application"], given["actor"]
    first = add_comment(application=application, section=Section.PLAN, text="Klopt dit?", actor=actor)
    add_comment(application=application, section=Section.PLAN, text="Ja.", actor=actor, answers=first)
    resolve_comment(comment=first, actor=actor)
    reopen_comment(comment=Comment.objects.get(pk=first.pk), actor=actor)


ACTS = {
    write_texts: ["application.restore_text", "application.save_parts"],
    describe_the_region: ["application.change_municipalities", "application.save_region"],
    change_the_parties: ["application.save_members"],
    replace_the_plan: ["application.attach_plan", "application.remove_plan"],
    put_a_file_beside_a_text: [
        "application.add_attachments",
        "application.describe_attachments",
        "application.remove_attachment",
    ],
    choose_schools: ["application.add_schools", "application.remove_schools"],
    comment: ["comment.add", "comment.answer", "comment.reopen", "comment.resolve"],
}


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_what_a_team_member_does_stands_in_the_log_as_done_by_one(application, act):
    act({"application": application, "actor": writer(application), "arrived_at": clock.now()})

    assert logged() == [(f"onderwijsregios.{action}", "teamlid") for action in ACTS[act]]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_what_a_representative_does_stands_in_the_log_as_done_for_the_applicant(application, act):
    actor = representative_of(application.lead)
    act({"application": application, "actor": actor, "arrived_at": clock.now()})

    label = f"vertegenwoordiger van {application.lead.display_name}"
    assert logged() == [(f"onderwijsregios.{action}", label) for action in ACTS[act]]


def test_who_declines_the_lead_does_so_for_its_own_organisation(application):
    party = parties_of(application)[0]
    actor = representative_of(party)
    offered = offer_lead(
        application=application,
        organisation_id=party.pk,
        actor=representative_of(application.lead),
        arrived_at=clock.now(),
    )
    decline_lead(application=offered, actor=actor)

    assert ActionLog.objects.get(actor=actor).actor_label == f"vertegenwoordiger van {party.display_name}"


def logged():
    return sorted(set(ActionLog.objects.values_list("action", "actor_label")))
