"""Reads of applications from the applicant's side."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from onderwijsregios.enums import ApplicationState, PartKey, RoundPhase
from onderwijsregios.models import Application, Decision, PlanPart, PlanPartVersion, Revision, Round
from onderwijsregios.selectors.attachments import handed_in_with
from onderwijsregios.selectors.rounds import visible_rounds
from onderwijsregios.selectors.supplements import is_asked
from onderwijsregios.selectors.team import access_of, team_application_ids
from onderwijsregios.selectors.windows import windows_of
from regio.core.registry import DocumentUse
from regio.enums import StaffRole
from regio.models import Document, Organisation
from regio.selectors.accounts import Person, mandated_organisation_ids, roles_of

TEAM_MEMBER = "teamlid"
"""How the log names who takes part without a mandate for the applicant."""


def applications_visible_to(user: Person) -> QuerySet[Application]:
    """Return the applications that ``user`` may know of, in one WHERE.

    Drafts are for people with a mandate for the lead organisation and their team. Coordinators
    and administrators know of what was handed in at some time, and read its revisions;
    what a reviewer may read is in ``onderwijsregios.selectors.reviews``.
    """
    condition = Q(lead_id__in=mandated_organisation_ids(user)) | Q(pk__in=team_application_ids(user))
    if roles_of(user) & {StaffRole.COORDINATOR, StaffRole.ADMINISTRATOR}:
        condition |= Q(dossier_number__isnull=False)
    return Application.objects.filter(condition)


def own_applications(user: Person) -> QuerySet[Application]:
    """Return the applications in which ``user`` has a part: by mandate or in the team; the newest first."""
    return (
        Application.objects.filter(
            Q(lead_id__in=mandated_organisation_ids(user)) | Q(pk__in=team_application_ids(user))
        )
        .select_related("round", "lead")
        .order_by("-created_at")
    )


def for_applicant() -> QuerySet[Application]:
    """Return applications with all that the applicant's pages show of them in one query."""
    return Application.objects.select_related("round", "lead", "plan")


def parts_of(application: Application) -> dict[str, PlanPart]:
    """Return the texts of the plan as they stand now, by key."""
    return {part.key: part for part in PlanPart.objects.filter(application=application)}


def texts_at(current: Mapping[str, PlanPart], versions: Mapping[PartKey, int]) -> dict[PartKey, str]:
    """Return the texts that a form was made from, so that only what was typed counts as a change."""
    shown = {current[key].pk: key for key in versions if key in current}
    condition = Q(pk=None)
    for pk, key in shown.items():
        condition |= Q(part=pk, version=versions[key])
    found = PlanPartVersion.objects.filter(condition).values_list("part", "text")
    return dict.fromkeys(versions, "") | {shown[pk]: text for pk, text in found}


def revisions_of(application: Application) -> QuerySet[Revision]:
    """Return what was handed in, the last one first."""
    return Revision.objects.filter(application=application).select_related("plan").order_by("-number")


def published_decision(application: Application) -> Decision | None:
    """Return the decision once it is public; until then it does not exist."""
    return (
        Decision.objects.filter(application=application, published_at__isnull=False)
        .select_related("letter")
        .first()
    )


def public_state(application: Application, moment: dt.datetime, *, is_asked: bool = False) -> str:
    """Return what the applicant reads as the state; the same whatever staff decided before publication.

    ``is_asked`` says that staff wait for a supplement.
    """
    if is_asked:
        return "aanvulling gevraagd"
    if application.state == ApplicationState.SUBMITTED:
        phase = application.round.phase_at(moment)
        if phase in (RoundPhase.CLOSED, RoundPhase.PUBLISHED):
            return "in beoordeling"
    return str(ApplicationState(application.state).label)


def state_tone(application: Application, *, is_asked: bool = False) -> str:
    """Return the tone of the badge that shows the state."""
    if is_asked:
        return "warning"
    return {
        ApplicationState.DRAFT: "neutral",
        ApplicationState.SUBMITTED: "info",
        ApplicationState.WITHDRAWN: "warning",
        ApplicationState.SELECTED: "success",
        ApplicationState.PROVISIONAL: "success",
        ApplicationState.NOT_SELECTED: "neutral",
    }[ApplicationState(application.state)]


def open_rounds(moment: dt.datetime) -> list[Round]:
    """Return the rounds in which an application can be started at ``moment``, first to close first."""
    rounds = visible_rounds(moment).filter(opens_at__lte=moment, published_at__isnull=True)
    return [round_ for round_ in rounds.order_by("closes_at") if round_.is_open_at(moment)]


def applications_panel(user: Person, moment: dt.datetime) -> dict[str, Any] | None:
    """Return what "Mijn overzicht" shows to a representative; None for anybody else."""
    mandated = mandated_organisation_ids(user)
    applications = list(own_applications(user).annotate(is_asked=is_asked(moment)))
    if not mandated and not applications:
        return None
    windows = windows_of(applications)
    taken = {(application.round_id, application.lead_id) for application in applications}
    return {
        "applications": [
            {
                "application": application,
                "state": public_state(application, moment, is_asked=application.is_asked),
                "tone": state_tone(application, is_asked=application.is_asked),
                "window": windows[application.pk],
                "is_open": windows[application.pk].is_shown_open_at(moment),
            }
            for application in applications
        ],
        "offers": list(
            Application.objects.filter(lead_offered_to__in=mandated).select_related(
                "round", "lead", "lead_offered_to"
            )
        ),
        "rounds": [
            round_
            for round_ in open_rounds(moment)
            if any((round_.pk, organisation) not in taken for organisation in mandated)
        ],
    }


def use_by_applicant(user: Person, document: Document) -> DocumentUse | None:
    """Let the applicant read plan and attachments, of what was handed in too, and the public letter.

    The team reads along: people with a mandate for the lead, and whoever was invited.
    """
    if not user.is_authenticated:
        return None
    application = (
        Application.objects.filter(
            Q(plan=document)
            | Q(attachments__document=document)
            | Q(pk__in=Revision.objects.filter(handed_in_with(document)).values("application"))
            | Q(decision__letter=document, decision__published_at__isnull=False),
            Q(lead_id__in=mandated_organisation_ids(user)) | Q(pk__in=team_application_ids(user)),
        )
        .select_related("lead")
        .first()
    )
    if application is None:
        return None
    return DocumentUse(dossier=application.dossier, actor_label=role_of(user, application))


def role_of(actor: Person, application: Application) -> str:
    """Return in which role the log names ``actor``, who does something in ``application``."""
    return representing(application.lead) if access_of(actor, application).is_lead else TEAM_MEMBER


def representing(organisation: Organisation) -> str:
    """Return how the log names people who act for ``organisation``; never by their own name."""
    return f"vertegenwoordiger van {organisation.display_name}"[:100]
