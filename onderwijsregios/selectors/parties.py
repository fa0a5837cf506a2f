"""Find organisations that could take part in an application."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, Func, IntegerField, OuterRef, Q, QuerySet, When

from onderwijsregios.models import Application, ApplicationMember
from regio.core import clock
from regio.enums import Confirmation, MembershipRole
from regio.models import Collaboration, CollaborationMunicipality, Membership, Organisation
from regio.models.periods import valid_on
from regio.selectors.collaborations import current_collaborations

MOST = 20


def members_of(application: Application) -> QuerySet[ApplicationMember]:
    """Return the parties with their organisation: the penvoerder first, then by role and name."""
    is_other = Case(When(role=MembershipRole.LEAD, then=0), default=1)
    members = ApplicationMember.objects.filter(application=application)
    return members.select_related("organisation__municipality").order_by(
        is_other, "role", "organisation__name", "organisation__register_code"
    )


def find_organisations(term: str, *, outside: Application) -> list[Organisation]:
    """Return what :func:`organisations_matching` finds, at most one more than shown.

    Who takes part already is left out.
    """
    if not term.split():
        return []
    parties = ApplicationMember.objects.filter(application=outside)
    return list(organisations_matching(term).exclude(pk__in=parties.values("organisation"))[: MOST + 1])


def organisations_matching(term: str) -> QuerySet[Organisation]:
    """Return present organisations that answer to all words of ``term``, by name.

    A word may be part of the name or the place, or a whole register code.
    """
    condition = Q()
    for word in term.split():
        condition &= (
            Q(name__icontains=word) | Q(register_code__iexact=word) | Q(municipality__name__icontains=word)
        )
    return (
        Organisation.objects.filter(condition, valid_on(clock.today()))
        .select_related("municipality")
        .order_by("name", "register_code")
    )


def suggested_organisations(application: Application) -> list[Organisation]:
    """Return who works together already in the municipalities of ``application`` and is no party yet.

    Each with ``together_in``: the names of those collaborations. Who works in most of
    them comes first; at most ``MOST``.
    """
    today = clock.today()
    here = CollaborationMunicipality.objects.filter(
        valid_on(today), municipality__applications=application.pk
    )
    memberships = Membership.objects.filter(
        valid_on(today),
        collaboration__in=current_collaborations(Collaboration.objects.all(), day=today).filter(
            pk__in=here.values("collaboration")
        ),
    ).exclude(confirmation=Confirmation.REFUSED)
    if not application.is_sample:
        memberships = memberships.filter(collaboration__is_sample=False)
    parties = ApplicationMember.objects.filter(application=application)
    names = memberships.filter(organisation=OuterRef("pk")).order_by("collaboration__name")
    return list(
        Organisation.objects.filter(valid_on(today), pk__in=memberships.values("organisation"))
        .exclude(pk__in=parties.values("organisation"))
        .annotate(together_in=ArraySubquery(names.values("collaboration__name")))
        .select_related("municipality")
        .order_by(Func(F("together_in"), function="CARDINALITY", output_field=IntegerField()).desc(), "name")[
            :MOST
        ]
    )
