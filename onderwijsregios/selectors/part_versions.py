"""The versions of a text of the plan: who saved what and when."""

import datetime as dt

from django.db.models import F, Q, QuerySet, Value
from django.db.models.expressions import Window
from django.db.models.functions import Coalesce, Lead, Length

from onderwijsregios.enums import PartKey
from onderwijsregios.models import Application, PlanPartVersion

ONE_SITTING = dt.timedelta(minutes=10)


def versions_of(application: Application, key: PartKey) -> QuerySet[PlanPartVersion]:
    """Return the versions of a text, the newest first, each with its ``length`` and who saved it.

    ``next_at``, ``next_by`` and ``is_replaced`` are of the version after it: that is how a
    list can leave out the steps of somebody who went on typing.
    """
    return (
        PlanPartVersion.objects.filter(part__application=application, part__key=key)
        .select_related("saved_by")
        .annotate(
            length=Length("text"),
            next_at=Window(Lead("saved_at"), order_by=F("version").asc()),
            next_by=Window(Lead("saved_by"), order_by=F("version").asc()),
            is_replaced=Window(Lead("replaces_previous", default=Value(False)), order_by=F("version").asc()),
        )
        .order_by("-version")
    )


def last_of_each_sitting(versions: QuerySet[PlanPartVersion]) -> QuerySet[PlanPartVersion]:
    """Leave out each version after which the same person typed on within ten minutes.

    What was replaced by another text, after a conflict or by putting an old one back, stays.
    """
    return versions.exclude(
        Q(is_replaced=False)
        & Q(next_at__lte=F("saved_at") + Value(ONE_SITTING))
        & Q(next_by__isnull=False)
        & Q(next_by=Coalesce(F("saved_by"), Value(0)))
    )


def version_of(application: Application, key: PartKey, number: int) -> PlanPartVersion | None:
    """Return one version of a text with who saved it, if there is such a version."""
    return (
        PlanPartVersion.objects.filter(part__application=application, part__key=key, version=number)
        .select_related("saved_by")
        .first()
    )
