"""Reads about supplements: one thing that staff ask of an applicant after closing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from onderwijsregios.enums import Admission, ApplicationState, Section, SupplementState
from onderwijsregios.models import Application, Revision, Round, Supplement
from onderwijsregios.selectors.differences import FieldDifference, changed_sections, section_differences
from onderwijsregios.selectors.sections import Content
from onderwijsregios.selectors.windows import end_of_second, window_of


def waiting(moment: dt.datetime) -> Q:
    """Return the condition of a supplement to which an answer may still come; the last second counts."""
    return Q(state=SupplementState.OPEN, due_at__gte=moment.replace(microsecond=0))


def open_supplements(application: Application, moment: dt.datetime) -> list[Supplement]:
    """Return what the applicant is asked and may still answer, the first to end first."""
    if application.state != ApplicationState.SUBMITTED:
        return []
    found = Supplement.objects.filter(waiting(moment), application=application)
    return list(found.order_by("due_at", "id"))


def has_open_question(application: Application) -> bool:
    """Tell whether a question stands open: nobody decides until it is answered, withdrawn or expired."""
    return Supplement.objects.filter(application=application, state=SupplementState.OPEN).exists()


def with_open_questions(round_: Round) -> QuerySet[Application]:
    """Return the applications of the round of which a question stands open."""
    return (
        Application.objects.filter(round=round_, supplements__state=SupplementState.OPEN)
        .order_by("dossier_number")
        .distinct()
    )


def is_asked(moment: dt.datetime) -> Exists:
    """Return an annotation for applications: whether an answer of the applicant is awaited."""
    return Exists(Supplement.objects.filter(waiting(moment), application=OuterRef("pk")))


def supplements_of(application: Application) -> QuerySet[Supplement]:
    """Return all that was ever asked, the newest first, with the revisions before and after."""
    return Supplement.objects.filter(application=application).select_related("before", "after", "asked_by")


def is_answerable(supplement: Supplement, moment: dt.datetime) -> bool:
    """Tell whether an answer that arrives at ``moment`` is in time; the last second counts whole."""
    return supplement.state == SupplementState.OPEN and moment < end_of_second(supplement.due_at)


def obstacle_to_asking(application: Application, moment: dt.datetime) -> str:
    """Return in a sentence why nothing can be asked of the applicant now; "" when it can."""
    round_ = application.round
    if round_.published_at is not None:
        return "De uitslag is gepubliceerd. Een aanvulling kan niet meer worden gevraagd."
    if application.state != ApplicationState.SUBMITTED:
        return "Deze aanvraag is niet ingediend. Er valt niets aan te vullen."
    window = window_of(round_, application.lead_id)
    if moment < window.opens_at or window.admission(moment) is not None:
        return (
            "De aanvrager kan de aanvraag nu zelf nog wijzigen en opnieuw indienen. "
            "Vraag een aanvulling zodra dat niet meer kan."
        )
    return ""


def base_of(supplement: Supplement) -> Revision:
    """Return the revision to which an answer adds: the last one, which another answer may have made."""
    return Revision.objects.filter(application=supplement.application_id).order_by("-number")[:1].get()


def supplemented_since_closing(revision: Revision) -> list[tuple[Section, list[FieldDifference]]]:
    """Return what supplements changed since the applicant itself handed in; no query when nothing did."""
    if revision.admission != Admission.SUPPLEMENT:
        return []
    own = Revision.objects.filter(application=revision.application_id).exclude(admission=Admission.SUPPLEMENT)
    before = own.order_by("-number").first()
    return changed_sections(before.content, revision.content) if before else []


@dataclass(frozen=True)
class Asked:
    """An open question on the section that somebody looks at, with what the draft changes by now."""

    supplement: Supplement
    differences: list[FieldDifference]
    """Between what was handed in and the draft, also what was typed before the question came."""


def asked_in(supplements: Sequence[Supplement], section: Section | None, content: Content) -> Asked | None:
    """Return the open question on ``section``, if there is one."""
    for supplement in supplements:
        if supplement.section == section:
            before = base_of(supplement).content
            return Asked(supplement, section_differences(before, content, Section(section)))
    return None
