"""Where an application stands, in words that the applicant may read, and what happens next.

Nothing here looks at what staff decided before the publication: two applications that
differ only in an unpublished decision get the same words.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from django.utils.formats import date_format

from onderwijsregios.core.terms import last_day_for_bezwaar
from onderwijsregios.enums import ApplicationState, SupplementState
from onderwijsregios.models import Application, Revision, Supplement
from onderwijsregios.selectors.windows import Window
from regio.core.clock import AMSTERDAM
from regio.core.moments import in_words

State = Literal["done", "current", "todo", "error"]


@dataclass(frozen=True)
class Milestone:
    """A moment of the whole procedure, from opening to the end of the term for bezwaar."""

    label: str
    when: str
    """The moment in words; empty when there is none to tell."""
    is_past: bool
    note: str = ""
    state: State = "todo"


def milestones_of(
    application: Application,
    *,
    moment: dt.datetime,
    window: Window,
    revisions: Sequence[Revision],
    supplements: Sequence[Supplement],
) -> list[Milestone]:
    """Return the milestones in their order; the first that is not past is where it stands now.

    ``revisions`` has the newest first. What was not handed in, or was withdrawn, ends at
    closing.
    """
    counts = application.state in ApplicationState.handed_in()
    is_over = moment >= window.shown_end
    steps = [*_until_closing(application, moment, window, revisions[0] if counts else None)]
    if is_over and not counts:
        return [replace(step, state="done" if step.is_past else "error") for step in steps]
    steps += _after_closing(application, moment, supplements)
    return list(_with_states(steps))


def next_in_words(
    application: Application,
    *,
    moment: dt.datetime,
    window: Window,
    asked: Sequence[Supplement],
    is_published: bool,
) -> str:
    """Return in a sentence what happens next, and who must do something."""
    round_ = application.round
    if is_published:
        return "De uitslag is bekend. Bekijk haar en laat weten of u haar aanneemt of een vraag hebt."
    if asked:
        return (
            f"De Realisatie-Eenheid vraagt u iets aan te vullen, uiterlijk "
            f"{in_words(asked[0].due_at, seconds=True)}. Alleen dat onderdeel staat open."
        )
    last = in_words(window.shown_end - dt.timedelta(seconds=1), seconds=True)
    is_over = moment >= window.shown_end
    match application.state, is_over:
        case ApplicationState.SUBMITTED, False:
            told = f"Uw aanvraag is ingediend. Tot en met {last} kunt u haar wijzigen en opnieuw indienen."
        case ApplicationState.SUBMITTED, True:
            told = (
                "Beoordelaars lezen wat u indiende. De uitslag wordt bekend op "
                f"{in_words(round_.publish_at)}; u krijgt dan een mail."
            )
        case ApplicationState.WITHDRAWN, False:
            told = (
                "Deze aanvraag is ingetrokken en doet niet mee. Tot en met "
                f"{last} kunt u dat ongedaan maken of haar opnieuw indienen."
            )
        case (_, False):
            told = f"Maak de aanvraag af en dien haar in, uiterlijk {last}."
        case _:
            told = "De ronde is gesloten. Deze aanvraag doet niet mee; u kunt haar blijven lezen."
    return told


def _until_closing(
    application: Application, moment: dt.datetime, window: Window, counting: Revision | None
) -> Iterator[Milestone]:
    yield Milestone("Ronde geopend", in_words(window.opens_at), moment >= window.opens_at)
    if counting is not None:
        yield Milestone(
            "Ingediend",
            in_words(counting.arrived_at, seconds=True),
            is_past=True,
            note=f"Versie {counting.number} telt.",
        )
    elif application.state == ApplicationState.WITHDRAWN:
        yield Milestone("Ingetrokken", "", is_past=False, note="Deze aanvraag doet niet mee.")
    elif moment >= window.shown_end:
        yield Milestone("Niet ingediend", "", is_past=False, note="Deze aanvraag doet niet mee.")
    else:
        yield Milestone("Indienen", "", is_past=False, note="U werkt aan de aanvraag.")
    end = in_words(window.shown_end - dt.timedelta(seconds=1), seconds=True)
    is_over = moment >= window.shown_end
    yield Milestone("Ronde gesloten" if is_over else "Ronde sluit", end, is_over)


def _after_closing(
    application: Application, moment: dt.datetime, supplements: Sequence[Supplement]
) -> Iterator[Milestone]:
    round_, today = application.round, moment.astimezone(AMSTERDAM).date()
    is_over = moment >= round_.closing
    for supplement in sorted(supplements, key=lambda one: one.asked_at):
        yield _supplement(supplement)
    is_judged = round_.published_at is not None or (is_over and today >= round_.selection_date)
    yield Milestone("In beoordeling", f"tot {_day(round_.selection_date)}", is_judged)
    is_selected = round_.published_at is not None or (is_over and today > round_.selection_date)
    yield Milestone("Selectie", _day(round_.selection_date), is_selected)
    published = round_.published_at
    yield Milestone("Uitslag", in_words(published or round_.publish_at), published is not None)
    if not round_.is_open_to_bezwaar:
        return
    if published is None:
        yield Milestone("Bezwaartermijn", "zes weken na de uitslag", is_past=False)
        return
    last_day = last_day_for_bezwaar(published.astimezone(AMSTERDAM).date())
    yield Milestone("Bezwaartermijn", f"tot en met {_day(last_day)}", today > last_day)


def _supplement(supplement: Supplement) -> Milestone:
    section = supplement.get_section_display()
    closed = in_words(supplement.closed_at) if supplement.closed_at else ""
    match supplement.state:
        case SupplementState.OPEN:
            due = f"uiterlijk {in_words(supplement.due_at, seconds=True)}"
            return Milestone(f"Aanvulling gevraagd: {section}", due, is_past=False)
        case SupplementState.ANSWERED:
            return Milestone(f"Aanvulling ontvangen: {section}", closed, is_past=True)
        case SupplementState.EXPIRED:
            note = "Er kwam geen aanvulling. De aanvraag geldt zoals zij was."
            return Milestone(f"Termijn voorbij: {section}", closed, is_past=True, note=note)
        case _:
            return Milestone(f"Vraag ingetrokken: {section}", closed, is_past=True)


def _with_states(steps: Sequence[Milestone]) -> Iterator[Milestone]:
    """Mark what is past, the one where it stands now, and what is to come."""
    is_now_found = False
    for step in steps:
        state: State = "done" if step.is_past else "todo" if is_now_found else "current"
        is_now_found = is_now_found or not step.is_past
        yield replace(step, state=state)


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")
