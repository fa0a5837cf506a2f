"""A round with applications that are written but for their files, for measurements of handing in."""

import datetime as dt
import json
from collections.abc import Sequence

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from onderwijsregios.enums import PartKey
from onderwijsregios.models import (
    Application,
    ApplicationMember,
    PlanPart,
    PlanPartVersion,
    Receipt,
    Revision,
    Round,
)
from regio.core import clock
from regio.enums import MembershipRole, OrganisationKind, Sector
from regio.models import Mandate, Municipality, Organisation, OutboxMessage, User

PARTIES = 12
WORDS = 400
SLUG = "meting-indienen"


@transaction.atomic
def make_round(applications: int) -> list[Application]:
    """Make an open round with so many applications of twelve parties, complete but for the plan."""
    now = clock.now()
    round_ = Round.objects.create(
        slug=SLUG,
        title="Meting van het indienen",
        sectors=[Sector.PO],
        announced_at=now,
        opens_at=now,
        closes_at=now + dt.timedelta(days=7),
        selection_date=(now + dt.timedelta(days=30)).date(),
        publish_at=now + dt.timedelta(days=60),
    )
    boards = list(Organisation.objects.filter(kind=OrganisationKind.SCHOOL_BOARD).order_by("register_code"))
    trainers = list(Organisation.objects.filter(kind=OrganisationKind.TRAINING_INSTITUTE)[:10])
    municipalities = list(Municipality.objects.filter(valid_until=None).order_by("code")[:4])
    return [_make(round_, number, boards, trainers, municipalities) for number in range(applications)]


def _make(
    round_: Round,
    number: int,
    boards: Sequence[Organisation],
    trainers: Sequence[Organisation],
    municipalities: Sequence[Municipality],
) -> Application:
    lead = boards[number % len(boards)]
    user = User.objects.create(email=f"meting-{number}@example.org", name=f"Meting {number}")
    Mandate.objects.create(user=user, organisation=lead, valid_from=clock.today())
    application = Application.objects.create(
        round=round_, lead=lead, title=f"Onderwijsregio {number}", sectors=[Sector.PO], created_by=user
    )
    application.municipalities.set(municipalities)
    others = [
        *(boards[(number + step) % len(boards)] for step in range(1, PARTIES - 1)),
        trainers[number % 10],
    ]
    members = [(lead, MembershipRole.LEAD), *((one, MembershipRole.PARTICIPANT) for one in others)]
    ApplicationMember.objects.bulk_create(
        ApplicationMember(application=application, organisation=one, role=role) for one, role in members
    )
    parts = PlanPart.objects.bulk_create(
        PlanPart(application=application, key=key, text="samen opleiden " * (WORDS // 2)) for key in PartKey
    )
    PlanPartVersion.objects.bulk_create(
        PlanPartVersion(part=part, version=part.version, text=part.text) for part in parts
    )
    return application


def signed_in(application: Application) -> str:
    """Return the key of a session of whoever began ``application``."""
    user = application.created_by
    assert user is not None
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "regio.core.authentication.PortalBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def print_players(applications: int) -> None:
    """Make the round, and print for each application its id and a session, as JSON."""
    made = make_round(applications)
    print(json.dumps([[str(one.pk), signed_in(one)] for one in made]))


def print_outcome() -> None:
    """Print what became of the round, as JSON: see ``benchmarks.surge``."""
    revisions = list(Revision.objects.filter(application__round__slug=SLUG).select_related("receipt__pdf"))
    arrived = {f"{one.application_id}:{one.number}": one.arrived_at for one in revisions}
    mails = OutboxMessage.objects.filter(template="application-submitted")
    queued, sent = [], []
    for mail in mails:
        moment = arrived[":".join(mail.key.split(":")[1:3])]
        queued.append((mail.created_at - moment).total_seconds())
        if mail.sent_at:
            sent.append((mail.sent_at - moment).total_seconds())
    receipts = [one.receipt for one in revisions]
    made = [
        (one.receipt.pdf.created_at - one.arrived_at).total_seconds() for one in revisions if one.receipt.pdf
    ]
    state = Application.objects.filter(round__slug=SLUG).values_list("pk", "state")
    print(
        json.dumps(
            {
                "states": {str(pk): state for pk, state in state},
                "revisions": [[str(one.application_id), one.number, one.fingerprint] for one in revisions],
                "receipts": len(receipts),
                "numbers": len(set(Receipt.objects.values_list("number", flat=True))),
                "mails": len(queued),
                "queued_max": max(queued, default=0),
                "sent": len(sent),
                "sent_max": max(sent, default=0),
                "pdfs": len(made),
                "pdf_max": max(made, default=0),
            }
        )
    )


def close_at(moment: str) -> None:
    """Let the round close at ``moment`` (ISO 8601)."""
    Round.objects.filter(slug=SLUG).update(closes_at=dt.datetime.fromisoformat(moment))
