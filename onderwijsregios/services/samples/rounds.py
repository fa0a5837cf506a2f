"""Sample rounds, played with the real services on a clock that is moved.

One in the past (the real moments of 2023), one that is being assessed now and one
that is open now. Nobody gets mail about samples.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

import typst
from django.core.files.uploadedfile import SimpleUploadedFile

from onderwijsregios.enums import Outcome, PartKey
from onderwijsregios.models import Application, Decision, Onderwijsregio, Review, Round
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.services.applications.drafting import (
    PartText,
    RegionFacts,
    attach_plan,
    change_municipalities,
    save_members,
    save_parts,
    save_region,
    start_application,
)
from onderwijsregios.services.applications.submitting import submit_application
from onderwijsregios.services.assignments import propose_division, set_division
from onderwijsregios.services.decisions import decide
from onderwijsregios.services.publication import publish_round
from onderwijsregios.services.reviews import Score, save_review, submit_review
from onderwijsregios.services.round_information import save_question
from onderwijsregios.services.rounds import create_round, save_criterion
from onderwijsregios.services.samples.signing import sign_sample_draft
from onderwijsregios.services.samples.texts import CRITERIA, INTRODUCTION, QUESTIONS, REASONS, TEXTS
from regio.core import clock
from regio.core.clock import amsterdam
from regio.core.fingerprints import fingerprint_of
from regio.enums import MembershipRole, Sector
from regio.models import Mandate, Organisation, OutboxMessage, SchoolParticipation, User
from regio.services.documents import receive_upload
from regio.services.samples import SampleBatch, SampleCountry, draw

SECTORS = (Sector.PO, Sector.SO, Sector.VO, Sector.MBO)


@dataclass(frozen=True)
class SampleApplicant:
    """Who applies for which area, and how it ends."""

    area: str
    """Code of a labour-market region."""
    lead: Organisation
    user: User
    outcome: Outcome


@dataclass
class SampleRounds:
    """Everything that making the rounds needs."""

    country: SampleCountry
    coordinator: User
    reviewers: Sequence[User]
    applicants: Sequence[SampleApplicant]

    def codes(self, applicant: SampleApplicant) -> list[str]:
        """Return the municipalities of an applicant's area."""
        return [
            code
            for code, municipality in self.country.municipalities.items()
            if municipality.labour_market_region_id == applicant.area
        ]

    def area_name(self, applicant: SampleApplicant) -> str:
        """Return the name of an applicant's area."""
        return next(
            m.labour_market_region.name
            for m in self.country.municipalities.values()
            if m.labour_market_region_id == applicant.area
        )


def make_past_round(rounds: SampleRounds, batch: SampleBatch) -> list[Onderwijsregio]:
    """Play the round of April 2023 to its end; return the regions that came from it."""
    closes_at = amsterdam(dt.date(2023, 4, 29), dt.time(23, 59, 59))
    publish_at = amsterdam(dt.date(2023, 5, 11), dt.time(10))
    with clock.moved_to(amsterdam(dt.date(2023, 3, 28), dt.time(12))):
        round_ = _make_round(
            rounds,
            title="Voorlopers 2023",
            opens_at=amsterdam(dt.date(2023, 4, 1), dt.time(0)),
            closes_at=closes_at,
            publish_at=publish_at,
        )
    for number, applicant in enumerate(rounds.applicants):
        with clock.moved_to(closes_at - dt.timedelta(days=2, minutes=17 * number)):
            _apply(rounds, round_, applicant)
    with clock.moved_to(closes_at + dt.timedelta(days=1)):
        _review(rounds, round_, share=100)
    with clock.moved_to(publish_at - dt.timedelta(days=1)):
        for applicant in rounds.applicants:
            _decide(rounds, round_, applicant)
    with clock.moved_to(publish_at + dt.timedelta(seconds=20)):
        publish_round(round_=round_)
    forget_mail()
    regions = []
    for decision in Decision.objects.filter(application__round=round_, region__isnull=False):
        region = decision.region
        assert region is not None  # noqa: S101  the filter says so
        Onderwijsregio.objects.filter(pk=region.pk).update(is_sample=True)
        boards = set(region.memberships.values_list("organisation_id", flat=True))
        codes = list(region.area.values_list("municipality_id", flat=True))
        batch.participations += [
            SchoolParticipation(collaboration=region, school=school, valid_from=region.valid_from)
            for school in rounds.country.schools_in(codes, region.sectors)
            if school.board_id in boards
        ]
        regions.append(region)
    return regions


def make_round_in_assessment(rounds: SampleRounds) -> Round:
    """Make a round that closed last week: half of the reviews are in, nothing is decided."""
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    closes_at = now - dt.timedelta(days=6)
    with clock.moved_to(closes_at - dt.timedelta(days=40)):
        round_ = _make_round(
            rounds,
            title="Proefronde in beoordeling",
            opens_at=closes_at - dt.timedelta(days=30),
            closes_at=closes_at,
            publish_at=closes_at + dt.timedelta(days=21),
        )
    for number, applicant in enumerate(rounds.applicants):
        with clock.moved_to(closes_at - dt.timedelta(hours=5 + 7 * number)):
            _apply(rounds, round_, applicant)
    _review(rounds, round_, share=50)
    forget_mail()
    return round_


def make_open_round(rounds: SampleRounds) -> Round:
    """Make a round that is open now, with one draft that is half done."""
    today = clock.today()
    with clock.moved_to(clock.now() - dt.timedelta(days=21)):
        round_ = _make_round(
            rounds,
            title="Voorlopers, open proefronde",
            opens_at=amsterdam(today - dt.timedelta(days=7), dt.time(9)),
            closes_at=amsterdam(today + dt.timedelta(days=28), dt.time(23, 59, 59)),
            publish_at=amsterdam(today + dt.timedelta(days=49), dt.time(10)),
            rule_set="ldnor-2025",
        )
    for applicant in rounds.applicants:
        with clock.moved_to(clock.now() - dt.timedelta(days=6)):
            draft = _draft(
                rounds, round_, applicant, parts=(PartKey.OPGAVEN, PartKey.WERVEN, PartKey.OPLEIDEN)
            )
        sign_sample_draft(draft, applicant=applicant.user)
    return round_


def forget_mail() -> None:
    """Let the mails about samples lapse; their readers do not exist."""
    OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING, user__is_sample=True).update(
        state=OutboxMessage.State.CANCELLED
    )


def _make_round(
    rounds: SampleRounds,
    *,
    title: str,
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    publish_at: dt.datetime,
    rule_set: str = "voorlopers-2023",
) -> Round:
    round_ = create_round(
        actor=rounds.coordinator,
        title=title,
        introduction=INTRODUCTION,
        sectors=list(SECTORS),
        announced_at=clock.now(),
        opens_at=opens_at,
        closes_at=closes_at,
        selection_date=publish_at.astimezone(clock.AMSTERDAM).date(),
        publish_at=publish_at,
    )
    Round.objects.filter(pk=round_.pk).update(is_sample=True, rule_set=rule_set)
    round_.refresh_from_db()
    for name, weight, explanation, anchors in CRITERIA:
        save_criterion(
            actor=rounds.coordinator,
            round_=round_,
            version=round_.version,
            title=name,
            explanation=explanation,
            weight=weight,
            anchors=dict(enumerate(anchors, 1)),
        )
        round_.refresh_from_db()
    for question, answer in QUESTIONS:
        save_question(
            actor=rounds.coordinator, round_=round_, question=question, answer=answer, is_public=True
        )
    return round_


def _draft(
    rounds: SampleRounds, round_: Round, applicant: SampleApplicant, *, parts: Sequence[PartKey]
) -> Application:
    now = clock.now()
    user = User.objects.get(pk=applicant.user.pk)  # what may be done is remembered per user object and day
    codes = rounds.codes(applicant)
    application = start_application(round_=round_, organisation=applicant.lead, actor=user, arrived_at=now)
    application = save_region(
        application=application,
        actor=user,
        region=RegionFacts(
            title=f"Onderwijsregio {rounds.area_name(applicant)}", sectors=list(SECTORS), is_national=False
        ),
        version=application.version,
        explanation=PartText(TEXTS[PartKey.REGIO], 0),
        arrived_at=now,
    )
    change_municipalities(application=application, actor=user, add=codes, remove=[], arrived_at=now)
    save_parts(
        application=application,
        actor=user,
        parts={key: PartText(TEXTS[key], 0) for key in parts},
        arrived_at=now,
    )
    save_members(application=application, actor=user, add=_parties(rounds, applicant, codes), arrived_at=now)
    return application


def _parties(rounds: SampleRounds, applicant: SampleApplicant, codes: Sequence[str]) -> dict[UUID, str]:
    counts = Counter(school.board_id for school in rounds.country.schools_in(codes, SECTORS))
    parties: dict[UUID, str] = {
        board: MembershipRole.PARTICIPANT
        for board, number in counts.most_common(25)
        if board and number > 1 and board != applicant.lead.pk
    }
    kinds = ("pabo", "tweedegraads", "universitaire lerarenopleiding")
    parties |= {t.pk: MembershipRole.TRAINER for t in rounds.country.trainers_near(codes, kinds)[:6]}
    parties |= {body.pk: MembershipRole.PROFESSION for body in rounds.country.profession.values()}
    return parties


def _apply(rounds: SampleRounds, round_: Round, applicant: SampleApplicant) -> None:
    application = _draft(rounds, round_, applicant, parts=[key for key in PartKey if key != PartKey.REGIO])
    user = User.objects.get(pk=applicant.user.pk)
    document = receive_upload(
        file=SimpleUploadedFile("plan-op-hoofdlijnen.pdf", _plan(rounds.area_name(applicant))), actor=user
    )
    application = attach_plan(
        application=application, actor=user, document=document, replaces=None, arrived_at=clock.now()
    )
    submit_application(
        application=application,
        actor=user,
        idempotency_key=uuid5(NAMESPACE_URL, str(application.pk)),
        fingerprint=fingerprint_of(content_of(application)),
        arrived_at=clock.now(),
    )


def _plan(name: str) -> bytes:
    source = (
        f'#set document(title: "Plan op hoofdlijnen {name}")\n#set text(lang: "nl")\n'
        f"= Plan op hoofdlijnen\n\n{name}\n\nDit is een voorbeeld, zonder werkelijke inhoud.\n"
    )
    return bytes(typst.compile(source.encode(), format="pdf"))


def _review(rounds: SampleRounds, round_: Round, *, share: int) -> None:
    """Divide the work and hand in ``share`` percent of the reviews."""
    coordinator = User.objects.get(pk=rounds.coordinator.pk)
    set_division(
        actor=coordinator, round_=round_, division=propose_division(round_=round_, per_application=2).chosen
    )
    for review in Review.objects.filter(application__round=round_).select_related("reviewer", "application"):
        if (
            draw("beoordeling", round_.slug, review.application.title, review.reviewer.email, below=100)
            >= share
        ):
            continue
        scores = {
            criterion.pk: Score(
                2 + draw("score", review.application.title, review.reviewer.email, criterion.key, below=4),
                "Motivering van een voorbeeld.",
            )
            for criterion in round_.criteria.all()
        }
        review = save_review(  # noqa: PLW2901  the same review, saved
            actor=review.reviewer,
            review=review,
            version=review.version,
            summary="Samenvattend oordeel van een voorbeeld.",
            scores=scores,
        )
        submit_review(actor=review.reviewer, review=review)


def _decide(rounds: SampleRounds, round_: Round, applicant: SampleApplicant) -> None:
    provisional = applicant.outcome == Outcome.PROVISIONAL
    decide(
        actor=User.objects.get(pk=rounds.coordinator.pk),
        application=Application.objects.get(round=round_, lead=applicant.lead),
        version=0,
        outcome=applicant.outcome,
        reason=REASONS[applicant.outcome],
        conditions="Leg vast hoe de beroepsgroep meebeslist." if provisional else "",
        conditions_due=dt.date(2023, 7, 6) if provisional else None,
    )


def sample_applicants(
    country: SampleCountry,
    *,
    areas: Sequence[tuple[str, Outcome]],
    known: dict[str, tuple[Organisation, User]],
) -> list[SampleApplicant]:
    """Let the board with most schools apply in each of ``areas``; ``known`` names some beforehand."""
    by_area: dict[str, Counter[Organisation]] = defaultdict(Counter)
    for code, municipality in country.municipalities.items():
        for school in country.schools_by_municipality[code]:
            if school.board:
                by_area[municipality.labour_market_region_id][school.board] += 1
    applicants = []
    for area, outcome in areas:
        if area in known:
            lead, user = known[area]
        else:
            lead = max(by_area[area], key=lambda board: (by_area[area][board], board.register_code))
            user = _sample_user(area, lead)
        applicants.append(SampleApplicant(area=area, lead=lead, user=user, outcome=outcome))
    return applicants


def _sample_user(area: str, lead: Organisation) -> User:
    user, _ = User.objects.get_or_create(
        email=f"bestuur-{area.lower()}@voorbeeld.example",
        defaults={"name": "Vertegenwoordiger (voorbeeld)", "is_sample": True},
    )
    Mandate.objects.get_or_create(user=user, organisation=lead, defaults={"valid_from": dt.date(2023, 1, 1)})
    return user
