"""Fill a new draft with what is known already."""

from onderwijsregios.models import (
    Application,
    ApplicationMember,
    ApplicationSchool,
    PlanPart,
    PlanPartVersion,
)
from onderwijsregios.selectors.starting_points import StartingPoint
from regio.core import clock
from regio.models import User


def fill_in(application: Application, point: StartingPoint, *, actor: User) -> None:
    """Put all of ``point`` into a draft that holds nothing but its penvoerder.

    Call it in the transaction that makes the draft. Each text becomes the first version
    of its part, saved by ``actor``.
    """
    application.title = point.title
    application.sectors = point.sectors
    application.is_national = point.is_national
    application.previous_id = point.previous_id
    application.save()
    application.municipalities.set(point.municipalities)
    ApplicationMember.objects.bulk_create(
        ApplicationMember(application=application, organisation=organisation, role=role)
        for organisation, role in point.members
    )
    ApplicationSchool.objects.bulk_create(
        ApplicationSchool(application=application, school=school) for school in point.schools
    )
    now = clock.now()
    parts = PlanPart.objects.bulk_create(
        PlanPart(application=application, key=key, text=text, saved_at=now, saved_by=actor)
        for key, text in point.texts.items()
    )
    PlanPartVersion.objects.bulk_create(
        PlanPartVersion(part=part, version=part.version, text=part.text, saved_at=now, saved_by=actor)
        for part in parts
    )
