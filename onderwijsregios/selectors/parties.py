"""Find organisations that could take part in an application."""

from django.db.models import Case, Q, QuerySet, When

from onderwijsregios.models import Application, ApplicationMember
from regio.core import clock
from regio.enums import MembershipRole
from regio.models import Organisation
from regio.models.periods import valid_on

MOST = 20


def members_of(application: Application) -> QuerySet[ApplicationMember]:
    """Return the parties with their organisation: the penvoerder first, then by role and name."""
    is_other = Case(When(role=MembershipRole.LEAD, then=0), default=1)
    members = ApplicationMember.objects.filter(application=application)
    return members.select_related("organisation__municipality").order_by(
        is_other, "role", "organisation__name", "organisation__register_code"
    )


def find_organisations(term: str, *, outside: Application) -> list[Organisation]:
    """Return present organisations that answer to all words of ``term``, at most one more than shown.

    A word may be part of the name or the place, or a whole register code. Who takes
    part already is left out.
    """
    words = term.split()
    if not words:
        return []
    condition = Q()
    for word in words:
        condition &= (
            Q(name__icontains=word) | Q(register_code__iexact=word) | Q(municipality__name__icontains=word)
        )
    return list(
        Organisation.objects.filter(condition, valid_on(clock.today()))
        .exclude(pk__in=ApplicationMember.objects.filter(application=outside).values("organisation"))
        .select_related("municipality")
        .order_by("name", "register_code")[: MOST + 1]
    )
