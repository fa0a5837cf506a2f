"""Sample collaborations on real municipalities, boards and schools.

No public list says which municipalities form which onderwijsregio. Samples show how
the portal works; each is marked as a sample wherever it shows. They are made
from the reference data by rules and a fixed seed, so that every installation has the
same ones.
"""

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from regio.core.errors import Refused
from regio.core.identifiers import ALPHABET, new_public_id
from regio.enums import (
    CollaborationStatus,
    Confirmation,
    MembershipRole,
    OrganisationKind,
    Sector,
    StaffRole,
)
from regio.models import (
    Collaboration,
    CollaborationMunicipality,
    Mandate,
    Membership,
    Municipality,
    Organisation,
    School,
    SchoolParticipation,
    StaffAssignment,
    TrainingProgramme,
    User,
)

DEMO_PASSWORD = "voorbeeld-regio-2026"  # noqa: S105  printed by make run; refused when DEBUG is off
LOADED_ON = dt.date(2026, 1, 1)


def draw(*seed: object, below: int) -> int:
    """Return a number from 0 up to ``below`` that is always the same for the same seed."""
    digest = hashlib.sha256("|".join(map(str, seed)).encode()).digest()
    return int.from_bytes(digest[:8]) % below


def sample_id(prefix: str, name: str) -> str:
    """Return the public id that a sample with this name always gets."""
    number = draw(prefix, name, below=len(ALPHABET) ** 5)
    body = ""
    for _ in range(5):
        number, digit = divmod(number, len(ALPHABET))
        body += ALPHABET[digit]
    return new_public_id(prefix, body=body)


@dataclass
class SampleCountry:
    """The reference data in memory, arranged for making samples."""

    municipalities: dict[str, Municipality]
    schools_by_municipality: dict[str, list[School]]
    trainers_by_municipality: dict[str, dict[str, list[Organisation]]]
    profession: dict[str, Organisation]
    municipal_partners: dict[str, Organisation] = field(default_factory=dict)

    def schools_in(self, codes: Iterable[str], sectors: Collection[str]) -> list[School]:
        """Return the schools of these sectors in these municipalities."""
        return [
            school
            for code in codes
            for school in self.schools_by_municipality[code]
            if school.sector in sectors
        ]

    def trainers_near(self, codes: Collection[str], kinds: Collection[str]) -> list[Organisation]:
        """Return institutes with such programmes in these municipalities, else the nearest one."""
        found = {
            trainer.pk: trainer
            for kind in kinds
            for code in codes
            for trainer in self.trainers_by_municipality[kind].get(code, [])
        }
        if not found:
            towns = [town for kind in kinds for town in self.trainers_by_municipality[kind]]
            middle = self._middle(codes)
            nearest = min(towns, key=lambda town: (self._distance(town, middle), town))
            for kind in kinds:
                for trainer in self.trainers_by_municipality[kind].get(nearest, []):
                    found[trainer.pk] = trainer
        return sorted(found.values(), key=lambda trainer: trainer.register_code)

    def _middle(self, codes: Collection[str]) -> tuple[float, float]:
        places = [self.municipalities[code] for code in codes]
        return (
            sum(place.latitude for place in places) / len(places),
            sum(place.longitude for place in places) / len(places),
        )

    def _distance(self, code: str, middle: tuple[float, float]) -> float:
        place = self.municipalities[code]
        return (place.latitude - middle[0]) ** 2 + (0.6 * (place.longitude - middle[1])) ** 2


def read_country() -> SampleCountry:
    """Read the reference data and make the sample parties that no register has."""
    municipalities = {m.code: m for m in Municipality.objects.defer("geometry").order_by("code")}
    if not municipalities:
        raise Refused(
            "Er zijn nog geen gemeenten. Laad eerst de referentiegegevens: manage.py load_reference."
        )
    schools: dict[str, list[School]] = defaultdict(list)
    with_board = School.objects.filter(board__isnull=False, valid_until__isnull=True).select_related("board")
    for school in with_board.order_by("brin6"):
        schools[school.municipality_id].append(school)
    trainers: dict[str, dict[str, list[Organisation]]] = defaultdict(lambda: defaultdict(list))
    for programme in TrainingProgramme.objects.select_related("institute").order_by("institute", "code"):
        if programme.municipality_id:
            towns = trainers[programme.kind][programme.municipality_id]
            if programme.institute not in towns:
                towns.append(programme.institute)
    return SampleCountry(
        municipalities=municipalities,
        schools_by_municipality=schools,
        trainers_by_municipality=trainers,
        profession={
            sector: _sample_party(
                OrganisationKind.PROFESSIONAL_BODY, f"Voorbeeldvereniging van leraren {label}"
            )
            for sector, label in ((Sector.PO, "po en (v)so"), (Sector.VO, "vo"), (Sector.MBO, "mbo"))
        },
    )


def _sample_party(kind: OrganisationKind, name: str) -> Organisation:
    party, _ = Organisation.objects.get_or_create(kind=kind, name=name, defaults={"is_sample": True})
    return party


@dataclass
class SampleBatch:
    """Rows of many collaborations, written together at the end because there are thousands."""

    areas: list[CollaborationMunicipality] = field(default_factory=list)
    members: list[Membership] = field(default_factory=list)
    participations: list[SchoolParticipation] = field(default_factory=list)

    def save(self) -> None:
        """Write everything."""
        CollaborationMunicipality.objects.bulk_create(self.areas, batch_size=2000)
        Membership.objects.bulk_create(self.members, batch_size=2000)
        SchoolParticipation.objects.bulk_create(self.participations, batch_size=2000)


def fill_sample[Kind: Collaboration](
    collaboration: Kind,
    *,
    country: SampleCountry,
    batch: SampleBatch,
    codes: Sequence[str],
    schools: Sequence[School],
    trainer_kinds: Collection[str],
    prefix: str,
    participation: int = 100,
    with_profession: bool = True,
    with_schools: bool = True,
) -> Kind:
    """Save a sample collaboration and put its area, members and schools in the batch.

    ``participation`` is the percentage of boards that take part; the board with most
    schools is penvoerder. Without ``with_schools`` it is not known which schools took
    part, as in the oldest schemes.
    """
    name = collaboration.name
    collaboration.public_id = sample_id(prefix, name)
    collaboration.slug = slugify(name)
    collaboration.is_sample = True
    collaboration.reference_date = LOADED_ON
    collaboration.save()
    period = {"valid_from": collaboration.valid_from, "valid_until": collaboration.valid_until}
    batch.areas += [
        CollaborationMunicipality(collaboration=collaboration, municipality_id=code, **period)
        for code in codes
    ]
    counts = Counter(school.board_id for school in schools)
    codes_of = {school.board.pk: school.board.register_code for school in schools if school.board}
    ranked = sorted(codes_of, key=lambda board: (-counts[board], codes_of[board]))
    boards = [board for board in ranked if draw(name, codes_of[board], below=100) < participation]
    is_ended = collaboration.status == CollaborationStatus.ENDED

    def member(organisation_id: UUID, key: str, role: MembershipRole) -> Membership:
        confirmed = not is_ended and draw(name, key, "bevestigd", below=10) < 8
        moment = dt.datetime(2025, 9, 1, 9, tzinfo=dt.UTC) + dt.timedelta(
            days=draw(name, key, "dag", below=90)
        )
        return Membership(
            collaboration=collaboration,
            organisation_id=organisation_id,
            role=role,
            confirmation=(
                Confirmation.NOT_ASKED
                if is_ended
                else Confirmation.CONFIRMED
                if confirmed
                else Confirmation.REQUESTED
            ),
            confirmed_at=moment if confirmed else None,
            **period,
        )

    for position, board in enumerate(boards):
        batch.members.append(
            member(
                board, codes_of[board], MembershipRole.LEAD if position == 0 else MembershipRole.PARTICIPANT
            )
        )
    if codes:
        for trainer in country.trainers_near(codes, trainer_kinds):
            batch.members.append(member(trainer.pk, trainer.register_code, MembershipRole.TRAINER))
    if with_profession:
        for sector, body in country.profession.items():
            if sector in collaboration.sectors:
                batch.members.append(member(body.pk, body.name, MembershipRole.PROFESSION))
    taking_part = set(boards)
    batch.participations += [
        SchoolParticipation(collaboration=collaboration, school=school, **period)
        for school in schools
        if with_schools and school.board_id in taking_part
    ]
    return collaboration


DEMO_ACCOUNTS: tuple[tuple[str, str, str], ...] = (
    ("bestuur@voorbeeld.example", "Bente Bestuur", "vertegenwoordiger van een schoolbestuur"),
    ("collega@voorbeeld.example", "Chris Collega", "vertegenwoordiger van hetzelfde bestuur"),
    ("ander-bestuur@voorbeeld.example", "Alex Ander", "vertegenwoordiger van een ander bestuur"),
    ("beoordelaar@voorbeeld.example", "Noor Beoordelaar", "beoordelaar"),
    ("tweede-beoordelaar@voorbeeld.example", "Sam Beoordelaar", "beoordelaar met een belang"),
    ("coordinator@voorbeeld.example", "Kim Coördinator", "coördinator van de Realisatie-Eenheid"),
    ("beheerder@voorbeeld.example", "Robin Beheerder", "beheerder"),
)
_DEMO_ROLES = {
    "beoordelaar": StaffRole.REVIEWER,
    "tweede-beoordelaar": StaffRole.REVIEWER,
    "coordinator": StaffRole.COORDINATOR,
    "beheerder": StaffRole.ADMINISTRATOR,
}


@transaction.atomic
def make_people(*, boards: Sequence[Organisation]) -> dict[str, User]:
    """Make one sample person for each role, with mandates for ``boards``; return them by short name.

    They can sign in only with ``DEBUG=True``: otherwise they get no password, and the
    sign-in refuses sample accounts anyway. Staff get a second factor; on a trial machine
    its code is 000000.
    """
    mandates = {
        "bestuur": boards[0],
        "collega": boards[0],
        "ander-bestuur": boards[1],
        "tweede-beoordelaar": boards[2],
    }
    people = {}
    for email, name, _ in DEMO_ACCOUNTS:
        key = email.partition("@")[0]
        user = User.objects.create_user(
            email, DEMO_PASSWORD if settings.DEBUG else None, name=name, is_sample=True
        )
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        if organisation := mandates.get(key):
            Mandate.objects.create(user=user, organisation=organisation, valid_from=dt.date(2023, 1, 1))
        if role := _DEMO_ROLES.get(key):
            StaffAssignment.objects.create(user=user, role=role, valid_from=dt.date(2023, 1, 1))
            TOTP.activate(user, generate_totp_secret())
        people[key] = user
    return people
