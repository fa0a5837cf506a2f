"""Is somebody ready to apply? One list with what is right and what is still to do."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef
from django.urls import reverse

from onderwijsregios.enums import ApplicationState
from onderwijsregios.models import Application, ApplicationSchool
from onderwijsregios.selectors.applications import open_rounds
from onderwijsregios.selectors.rounds import visible_rounds
from regio.core import clock
from regio.core.moments import in_words
from regio.core.wording import ended
from regio.enums import OrganisationKind
from regio.models import Mandate, Organisation, OutboxMessage, School, User
from regio.models.periods import valid_on
from regio.selectors.accounts import has_second_factor, is_staff_member

NAMES_IN_A_SENTENCE = 3
SOON = dt.timedelta(days=60)
OK, ADVICE, TODO = "in orde", "aan te raden", "nog te doen"


@dataclass(frozen=True)
class Item:
    """One thing that must be right: how it stands, in words, and where to set it right."""

    key: str
    label: str
    state: str
    sentence: str
    href: str = ""
    link_text: str = ""


def readiness_of(user: User, moment: dt.datetime) -> list[Item]:
    """Return the list; the number of queries does not depend on what ``user`` represents."""
    mandates = list(
        Mandate.objects.filter(valid_on(clock.today()), user=user)
        .select_related("organisation")
        .order_by("organisation__name")
    )
    organisations = [mandate.organisation for mandate in mandates]
    return [
        _mandate(mandates),
        _name(user),
        _second_factor(user),
        _mail(user),
        *_schools(organisations),
        *_rounds(organisations, moment),
    ]


def needs_something(items: list[Item]) -> int:
    """Return how many things are still to do."""
    return sum(item.state == TODO for item in items)


def _mandate(mandates: list[Mandate]) -> Item:
    contact = reverse("contact")
    if not mandates:
        sentence = "U hebt nog geen mandaat. Vraag het de Realisatie-Eenheid en noem uw organisatie."
        return Item("mandaat", "Mandaat", TODO, sentence, contact, "Vraag een mandaat")
    ending = [m for m in mandates if m.valid_until and m.valid_until < clock.today() + SOON]
    told = [
        f"{mandate.organisation.display_name}"
        + (f" (tot en met {mandate.valid_until:%d-%m-%Y})" if mandate.valid_until else "")
        for mandate in (ending or mandates)
    ]
    if ending:
        sentence = f"{ended(f'Uw mandaat loopt binnenkort af: {_named(told)}')} Vraag op tijd om verlenging."
        return Item("mandaat", "Mandaat", TODO, sentence, contact, "Vraag om verlenging")
    return Item("mandaat", "Mandaat", OK, ended(f"U hebt een mandaat voor {_named(told)}"))


def _name(user: User) -> Item:
    href = reverse("own-name")
    if user.name.strip():
        return Item(
            "naam", "Contactgegevens", OK, "Uw naam en e-mailadres zijn bekend.", href, "Wijzig uw naam"
        )
    sentence = "Uw naam is niet bekend. Uw team ziet nu uw e-mailadres."
    return Item("naam", "Contactgegevens", TODO, sentence, href, "Vul uw naam in")


def _second_factor(user: User) -> Item:
    href, label = reverse("mfa_index"), "Tweede stap bij het inloggen"
    if has_second_factor(user):
        return Item("tweede-stap", label, OK, "U logt in met een tweede stap.", href, "Beheer de tweede stap")
    sentence = (
        "U logt in met alleen een wachtwoord. Met een code of sleutel erbij kan niemand anders in uw account."
    )
    state = TODO if is_staff_member(user) else ADVICE
    return Item("tweede-stap", label, state, sentence, href, "Stel een tweede stap in")


def _mail(user: User) -> Item:
    """Look at the last mail that left or could not leave; the page offers to send one more."""
    label = "Mail"
    last = (
        OutboxMessage.objects.filter(
            user=user, state__in=[OutboxMessage.State.SENT, OutboxMessage.State.FAILED]
        )
        .order_by("-created_at", "-pk")
        .first()
    )
    address = reverse("account_email")
    if last is not None and last.is_undelivered:
        sentence = (
            "De laatste mail aan u kon niet worden bezorgd. Kijk of uw adres klopt en stuur een proefmail."
        )
        return Item("mail", label, TODO, sentence, address, "Bekijk uw e-mailadres")
    if last is not None and last.sent_at is not None:
        sentence = f"De laatste mail aan u is verstuurd op {in_words(last.sent_at)}."
        return Item("mail", label, OK, sentence, address, "Bekijk uw e-mailadres")
    is_proven = EmailAddress.objects.filter(user_id=user.pk, verified=True).exists()
    sentence = "Wij hebben u nog geen mail gestuurd. Stuur een proefmail om te zien of die aankomt."
    return Item("mail", label, OK if is_proven else ADVICE, sentence, address, "Bekijk uw e-mailadres")


def _schools(organisations: list[Organisation]) -> Iterator[Item]:
    boards = [one for one in organisations if one.kind == OrganisationKind.SCHOOL_BOARD]
    if not boards:
        return
    label, today = "Vestigingsnummers", clock.today()
    without = list(
        Organisation.objects.filter(pk__in=[board.pk for board in boards])
        .exclude(Exists(School.objects.filter(valid_on(today), board=OuterRef("pk"))))
        .order_by("name")
    )
    if without:
        sentence = (
            f"Bij {_named([board.display_name for board in without])} kennen wij geen scholen. "
            "Zonder vestigingsnummers kunt u geen scholen aan een aanvraag toevoegen."
        )
        yield Item("scholen", label, TODO, sentence, reverse("contact"), "Meld welke scholen ontbreken")
    else:
        yield Item("scholen", label, OK, "Wij kennen de scholen van uw bestuur met hun vestigingsnummers.")
    empty = (
        Application.objects.filter(lead__in=boards, state=ApplicationState.DRAFT)
        .exclude(Exists(ApplicationSchool.objects.filter(application=OuterRef("pk"))))
        .first()
    )
    if empty is not None:
        yield Item(
            "scholen-in-aanvraag",
            "Scholen in uw aanvraag",
            ADVICE,
            "Uw concept noemt nog geen scholen.",
            reverse("onderwijsregios:application-scholen", args=[empty.pk]),
            "Voeg scholen toe",
        )


def _rounds(organisations: list[Organisation], moment: dt.datetime) -> Iterator[Item]:
    label = "Rondes"
    if rounds := open_rounds(moment):
        started = set(
            Application.objects.filter(round__in=rounds, lead__in=organisations).values_list(
                "round", flat=True
            )
        )
        for round_ in rounds:
            until = (
                f"De ronde “{round_.title}” is open tot en met {in_words(round_.closes_at, seconds=True)}."
            )
            if round_.pk in started:
                yield Item("ronde", label, OK, f"{until} U bent begonnen.", reverse("own-page"), "Ga verder")
            else:
                href = reverse("onderwijsregios:application-start", args=[round_.slug])
                yield Item("ronde", label, ADVICE, until, href, "Begin een aanvraag")
        return
    coming = visible_rounds(moment).filter(opens_at__gt=moment).order_by("opens_at").first()
    if coming is not None:
        sentence = f"De ronde “{coming.title}” opent op {in_words(coming.opens_at)}."
        yield Item("ronde", label, OK, sentence, coming.get_absolute_url(), "Lees wat u nodig hebt")
    else:
        sentence = "Er is nu geen ronde open of aangekondigd."
        yield Item(
            "ronde", label, OK, sentence, reverse("mail-preferences"), "Kies of u mail wilt bij een opening"
        )


def _named(names: list[str]) -> str:
    shown, rest = names[:NAMES_IN_A_SENTENCE], len(names) - NAMES_IN_A_SENTENCE
    return ", ".join(shown) + (f" en {rest} andere" if rest > 0 else "")
