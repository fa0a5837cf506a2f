"""Choose which announcements come by mail, and try whether a mail arrives."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from regio.core import clock
from regio.core.errors import Refused
from regio.core.rate_limit import is_within_limit
from regio.core.registry import mail_kinds
from regio.enums import Audience
from regio.models import MutedAnnouncement, User
from regio.selectors.notifications import muted_kinds
from regio.services.audit import record_action
from regio.services.outbox import post

TRIES = 3
TRIES_WITHIN = dt.timedelta(hours=1)


@transaction.atomic
def choose_announcements(*, user: User, wanted: Collection[str]) -> set[str]:
    """Have ``user`` get the kinds in ``wanted`` and no others; return what is off now.

    Only what may be muted can be; a mail that waits already still goes. Writes an audit row
    when something changed, so that it can be told why somebody did not get a mail.
    """
    off = {kind.key for kind in mail_kinds()} - set(wanted)
    before = muted_kinds(user)
    MutedAnnouncement.objects.filter(user=user).exclude(kind__in=off).delete()
    MutedAnnouncement.objects.bulk_create(
        [MutedAnnouncement(user=user, kind=kind) for kind in sorted(off)], ignore_conflicts=True
    )
    if off != before:
        record_action(
            actor=user,
            action="regio.account.choose_announcements",
            sentence="Gekozen welke aankondigingen per mail komen",
            obj=user,
            audiences=[Audience.STAFF],
            dossier=f"user:{user.pk}",
            before={"off": sorted(before)},
            after={"off": sorted(off)},
        )
    return off


@transaction.atomic
def send_test_mail(*, user: User) -> None:
    """Mail ``user`` a few words, to see whether mail arrives; :class:`Refused` when asked too often."""
    if not is_within_limit(f"test-mail:{user.pk}", most=TRIES, within=TRIES_WITHIN):
        raise Refused("U hebt net al een paar proefmails laten sturen. Probeer het over een uur opnieuw.")
    post(key=f"test-mail:{user.pk}:{clock.now():%Y%m%dT%H%M%S%fZ}", template="test-mail", to=user)


@transaction.atomic
def change_own_name(*, user: User, name: str) -> None:
    """Change the name that others in the same dossier see. Writes an audit row without the name."""
    user.name = name.strip()
    user.save(update_fields=["name"])
    record_action(
        actor=user,
        action="regio.account.change_name",
        sentence="Naam op het account gewijzigd",
        obj=user,
        audiences=[Audience.STAFF],
        dossier=f"user:{user.pk}",
    )
