"""Save one field while somebody types; the answer is the version that the field goes on from.

The rules are those of :mod:`onderwijsregios.services.applications.drafting`. A field
may only go on from a version whose text it shows: with a later one, the next save would
undo what a colleague did without anybody having seen it.
"""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import transaction

from onderwijsregios.enums import PartKey
from onderwijsregios.models import Application, PlanPart
from onderwijsregios.services.applications.drafting import (
    FACTS,
    PartText,
    facts_at,
    facts_of,
    save_parts,
    save_region,
)
from regio.models import User


@transaction.atomic
def save_text(
    *, application: Application, actor: User, key: PartKey, part: PartText, arrived_at: dt.datetime
) -> int:
    """Save one text; return the version from which the field goes on. Raises what ``save_parts`` raises."""
    save_parts(
        application=application, actor=actor, parts={key: part}, arrived_at=arrived_at, while_typing=True
    )
    now = PlanPart.objects.filter(application=application, key=key).first()
    return now.version if now is not None and now.text == part.text else part.version


@transaction.atomic
def save_fact(
    *,
    application: Application,
    actor: User,
    name: str,
    value: Any,
    version: int,
    arrived_at: dt.datetime,
) -> int:
    """Save one of ``FACTS``; return the version from which the field goes on.

    Raises what ``save_region`` raises.
    """
    if name not in FACTS:
        raise ValueError(name)
    saved = save_region(
        application=application,
        actor=actor,
        region=replace(facts_at(application, version), **{name: value}),
        version=version,
        explanation=None,
        arrived_at=arrived_at,
        while_typing=True,
    )
    return saved.version if getattr(facts_of(saved), name) == value else version
