"""Reads about rounds: what the public sees, and what staff need to run one."""

import datetime as dt

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField
from django.db.models.fields.json import KT

from onderwijsregios.enums import ApplicationState, ReviewState
from onderwijsregios.models import Application, Criterion, Decision, Review, Revision, Round
from regio.enums import StaffRole
from regio.models import User
from regio.selectors.accounts import staff_with_role


def visible_rounds(moment: dt.datetime) -> QuerySet[Round]:
    """Return the rounds that the public may know of at ``moment``."""
    return Round.objects.filter(announced_at__lte=moment)


def rounds_for_staff() -> QuerySet[Round]:
    """Return all rounds with ``handed_in`` (how many applications count) and ``drafts``."""
    return Round.objects.annotate(
        handed_in=Count("applications", Q(applications__state__in=ApplicationState.handed_in())),
        drafts=Count("applications", Q(applications__state=ApplicationState.DRAFT)),
    )


def state_counts(round_: Round) -> list[tuple[str, int]]:
    """Return each state with how many applications of the round are in it; zeros left out."""
    counts = dict(
        Application.objects.filter(round=round_)
        .values_list("state")
        .annotate(n=Count("pk"))
        .order_by()
        .values_list("state", "n")
    )
    return [(str(state.label), counts[state]) for state in ApplicationState if state in counts]


def handed_in_title(application: str = "pk") -> Subquery:
    """Return the expression for the name of a region as it was handed in last.

    What staff and reviewers read, whatever the applicant typed in the draft since.
    ``application`` is the field that holds the application's key.
    """
    last = Revision.objects.filter(application=OuterRef(application)).order_by("-number")
    return Subquery(last.values(title=KT("content__title"))[:1], output_field=TextField())


def handed_in_applications(round_: Round) -> QuerySet[Application]:
    """Return the applications of the round that count, with ``handed_in_title``: handed in, not withdrawn."""
    return (
        Application.objects.filter(round=round_, state__in=ApplicationState.handed_in())
        .annotate(handed_in_title=handed_in_title())
        .select_related("lead", "round")
        .order_by("dossier_number")
    )


def last_revision(application: Application) -> Revision | None:
    """Return the revision that counts, with its plan loaded: the last one."""
    return Revision.objects.filter(application=application).select_related("plan").order_by("-number").first()


def criteria_of(round_: Round) -> QuerySet[Criterion]:
    """Return the criteria of the round in their order, with the words for each score."""
    return Criterion.objects.filter(round=round_).prefetch_related("anchors")


def has_handed_in_review(round_: Round) -> bool:
    """Tell whether a review was handed in, after which the criteria stay as they are."""
    return Review.objects.filter(application__round=round_, state=ReviewState.SUBMITTED).exists()


def reviewers() -> QuerySet[User]:
    """Return the people who review for the Realisatie-Eenheid today, by name."""
    return staff_with_role(StaffRole.REVIEWER).order_by("name", "email")


def dossiers_of(round_: Round) -> QuerySet[Application]:
    """Return the applications that count, with their reviews, reviewers, decision and supplements loaded."""
    return (
        handed_in_applications(round_)
        .select_related("decision")
        .prefetch_related("supplements", Prefetch("reviews", Review.objects.select_related("reviewer")))
    )


def undecided(round_: Round) -> QuerySet[Application]:
    """Return the applications that count and on which no decision has been written yet."""
    return handed_in_applications(round_).filter(
        ~Exists(Decision.objects.filter(application=OuterRef("pk"))), state=ApplicationState.SUBMITTED
    )
