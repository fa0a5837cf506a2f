"""What coordinators do and see, page by page."""

import datetime as dt
import html
import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from onderwijsregios.enums import Outcome
from onderwijsregios.models import Criterion, Decision, DeclaredInterest, Review, Round
from onderwijsregios.services.decisions import DUE_IN_THE_PAST
from onderwijsregios.services.publication import publish_round
from onderwijsregios.services.rounds import OPENS_LONG_AGO
from regio.core import clock
from tests.factories.aftercare import SupplementFactory, published
from tests.factories.assessment import (
    DecisionFactory,
    ReviewFactory,
    administrator,
    closed_round,
    coordinator,
    reviewer,
)
from tests.factories.onderwijsregios import RoundFactory, SubmittedApplicationFactory, days
from tests.factories.regio import MandateFactory

pytestmark = pytest.mark.django_db

ROUND = {
    "title": "Voorlopers 2023",
    "introduction": "Eerste ronde.",
    "sectors": ["po", "vo"],
    "announced_at_0": "2023-03-28",
    "announced_at_1": "09:00",
    "opens_at_0": "2023-04-01",
    "opens_at_1": "00:00",
    "closes_at_0": "2023-04-29",
    "closes_at_1": "23:59:59",
    "selection_date": "2023-05-11",
    "publish_at_0": "2023-05-11",
    "publish_at_1": "16:00",
    "rule_set": "voorlopers-2023",
    "grace_kind": "geen",
    "grace_seconds": "0",
    "signing": "gevraagd",
    "decision_days": "91",
}


@pytest.fixture
def staff(client):
    client.force_login(coordinator(name="Co Ordinator"))
    return client


def url(name, *args):
    return reverse(f"onderwijsregios:{name}", args=args)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def words(response):
    """Return the words in the main part of a page."""
    main = response.content.decode().split("<main", 1)[1].split("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def errors(response):
    form = response.context["form"]
    return {name: list(sentences) for name, sentences in form.errors.items()}


def test_coordinator_makes_the_round_of_2023_with_moments_to_the_second(staff):
    with clock.moved_to(clock.amsterdam(dt.date(2023, 3, 1), dt.time(12))):
        response = staff.post(url("staff-round-new"), ROUND)
    round_ = Round.objects.get()
    assert (response.status_code, response.url, said(response)) == (
        302,
        url("staff-criteria", round_.slug),
        ["De ronde is gemaakt."],
    )
    assert (round_.opens_at, round_.closes_at) == (
        dt.datetime(2023, 3, 31, 22, 0, tzinfo=dt.UTC),
        dt.datetime(2023, 4, 29, 21, 59, 59, tzinfo=dt.UTC),
    )


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"title": ""}, {"title": ["Geef de ronde een titel."]}),
        ({"sectors": []}, {"sectors": ["Kies ten minste één sector."]}),
        ({"closes_at_1": ""}, {"closes_at": ["Vul ook een tijd in, bijvoorbeeld 23:59:59."]}),
        ({"closes_at_0": ""}, {"closes_at": ["Kies ook een datum."]}),
        (
            {"closes_at_0": "2023-03-30"},
            {"__all__": ["De ronde sluit voordat zij opent. Kies een later sluitingsmoment."]},
        ),
    ],
)
def test_wrong_round_comes_back_with_all_that_was_typed(staff, wrong, expected):
    with clock.moved_to(clock.amsterdam(dt.date(2023, 3, 1), dt.time(12))):
        response = staff.post(url("staff-round-new"), ROUND | wrong)
    assert (response.status_code, errors(response), Round.objects.count()) == (400, expected, 0)
    assert "Eerste ronde." in response.content.decode()


def test_round_in_the_past_is_refused_at_its_field_with_all_that_was_typed(staff):
    response = staff.post(url("staff-round-new"), ROUND)
    assert (response.status_code, errors(response), Round.objects.count()) == (
        400,
        {"opens_at": [OPENS_LONG_AGO]},
        0,
    )
    assert "Eerste ronde." in response.content.decode()


def test_list_of_rounds_writes_months_in_full(staff):
    RoundFactory(
        opens_at=dt.datetime(2023, 3, 31, 22, tzinfo=dt.UTC),
        closes_at=dt.datetime(2023, 4, 29, 21, 59, 59, tzinfo=dt.UTC),
    )
    assert "1 april 2023 00:00:00 29 april 2023 23:59:59" in words(staff.get(url("staff-rounds")))


def test_doubled_hour_of_october_means_its_last_occurrence(staff):
    data = ROUND | {
        "announced_at_0": "",
        "announced_at_1": "",
        "opens_at_0": "2030-10-01",
        "closes_at_0": "2030-10-27",
        "closes_at_1": "02:30",
        "selection_date": "2030-11-01",
        "publish_at_0": "2030-11-01",
    }
    staff.post(url("staff-round-new"), data)
    assert Round.objects.get().closes_at == dt.datetime(2030, 10, 27, 1, 30, tzinfo=dt.UTC)


def test_form_shows_the_round_to_the_second(staff):
    round_ = RoundFactory(
        opens_at=dt.datetime(2023, 3, 31, 22, tzinfo=dt.UTC),
        closes_at=dt.datetime(2023, 4, 29, 21, 59, 59, tzinfo=dt.UTC),
    )
    page = staff.get(url("staff-round-edit", round_.slug)).content.decode()
    assert re.findall(r'name="(?:opens|closes)_at_\d" value="([^"]+)"', page) == [
        "2023-04-01",
        "00:00",
        "2023-04-29",
        "23:59:59",
    ]


def posted(round_, **changes):
    """Return what the edit form of ``round_`` would send, with ``changes``."""

    def moment(name):
        value = getattr(round_, name)
        if value is None:
            return {f"{name}_0": "", f"{name}_1": ""}
        local = value.astimezone(clock.AMSTERDAM)
        return {f"{name}_0": f"{local:%Y-%m-%d}", f"{name}_1": f"{local:%H:%M:%S}"}

    data = {
        "version": round_.version,
        "title": round_.title,
        "introduction": round_.introduction,
        "sectors": round_.sectors,
        "selection_date": round_.selection_date.isoformat(),
        "rule_set": round_.rule_set,
        "grace_kind": round_.grace_kind,
        "grace_seconds": round_.grace_seconds,
        "signing": round_.signing,
        "decision_days": round_.decision_days,
    }
    for name in ("announced_at", "opens_at", "closes_at", "publish_at"):
        data |= moment(name)
    return data | changes


def test_conflict_shows_both_versions_and_saving_again_is_a_choice(staff):
    round_ = RoundFactory(announced=True, title="Begin")
    form = posted(round_, title="Van mij")
    staff.post(url("staff-round-edit", round_.slug), posted(round_, title="Van een collega"))
    response = staff.post(url("staff-round-edit", round_.slug), form)
    assert response.status_code == 409
    assert [(d.label, d.mine, d.theirs) for d in response.context["form"].differences] == [
        ("Titel", "Van mij", "Van een collega")
    ]
    assert 'value="Van mij"' in response.content.decode()
    again = staff.post(url("staff-round-edit", round_.slug), form | {"version": "2"})
    round_.refresh_from_db()
    assert (again.status_code, round_.title) == (302, "Van mij")


def test_closing_is_moved_later_from_the_page_and_that_stands_in_the_log(staff):
    round_ = RoundFactory(opens_at=days(-5), closes_at=days(5))
    day = round_.closes_at.astimezone(clock.AMSTERDAM).date() + dt.timedelta(days=1)
    later = posted(round_, closes_at_0=day.isoformat(), selection_date=day.isoformat())
    response = staff.post(url("staff-round-edit", round_.slug), later)
    assert said(response) == ["De ronde is bewaard."]
    page = words(staff.get(url("staff-round-edit", round_.slug)))
    assert "Sluitingsmoment van de ronde verzet" in page
    assert "coördinator (Co Ordinator)" in page


CRITERION = {
    "title": "Aanpak",
    "explanation": "Vijf delen.",
    "weight": "2",
    **{f"anchor-{score}": f"Dit is een {score}." for score in range(1, 6)},
}


def test_criterion_is_added_changed_and_removed(staff):
    round_ = RoundFactory()
    staff.post(url("staff-criterion-new", round_.slug), CRITERION | {"version": "1"})
    criterion = Criterion.objects.get()
    staff.post(
        url("staff-criterion", round_.slug, criterion.pk), CRITERION | {"version": "2", "title": "Anders"}
    )
    criterion.refresh_from_db()
    assert criterion.title == "Anders"
    response = staff.post(url("staff-criterion-remove", round_.slug, criterion.pk), {"version": "3"})
    assert (said(response)[-1], Criterion.objects.count()) == ("Het criterium is verwijderd.", 0)


def test_wrong_criterion_says_what_to_do(staff):
    round_ = RoundFactory()
    response = staff.post(
        url("staff-criterion-new", round_.slug), CRITERION | {"version": "1", "weight": "0", "anchor-3": ""}
    )
    assert (response.status_code, errors(response)) == (
        400,
        {"weight": ["Een criterium weegt ten minste 1."], "anchor-3": ["Leg uit wat een 3 betekent."]},
    )


def test_criteria_page_says_that_they_are_fixed_and_offers_no_change(staff):
    round_ = closed_round(applications=1)
    ReviewFactory(application=round_.applications.get(), scores=[3, 3])
    page = staff.get(url("staff-criteria", round_.slug))
    assert "De criteria staan vast" in words(page)
    assert "staff-criterion" not in page.content.decode()
    response = staff.post(url("staff-criterion-new", round_.slug), CRITERION | {"version": "1"})
    assert "Er is al een beoordeling ingeleverd." in errors(response)["__all__"][0]


def test_dashboard_shows_progress_and_absence(staff):
    round_ = closed_round(applications=1)
    application = round_.applications.get()
    ReviewFactory(application=application, scores=[3, 4], reviewer=reviewer(name="Klaar"))
    ReviewFactory(application=application, reviewer=reviewer(name="Bezig"))
    away = ReviewFactory(application=application, reviewer=reviewer(name="Afwezig")).reviewer
    DeclaredInterest.objects.create(application=application, reviewer=away, reason="Geheime reden.")
    page = words(staff.get(url("staff-round", round_.slug)))
    assert "Klaar: ingeleverd Bezig: nog te doen 1" in page
    assert "Klaar 1 1 0 0" in page
    assert "Afwezig 0 0 0 1" in page
    assert "Geheime reden." not in page


def test_division_is_proposed_changed_and_saved(staff):
    round_ = closed_round(applications=2)
    first, second = round_.applications.order_by("dossier_number")
    one, two = reviewer(name="Een"), reviewer(name="Twee")
    MandateFactory(user=one, organisation=first.lead)
    page = staff.get(url("staff-distribute", round_.slug), {"aantal": "1"})
    assert page.context["form"][str(first.pk)].initial == [str(two.pk)]
    assert page.context["form"][str(second.pk)].initial == [str(one.pk)]
    assert "In dit voorstel: Een 1, Twee 1." in words(page)
    assert not Review.objects.exists()
    response = staff.post(
        url("staff-distribute", round_.slug),
        {str(first.pk): [two.pk], str(second.pk): [one.pk, two.pk]},
    )
    assert said(response) == ["De verdeling is bewaard."]
    assert set(Review.objects.values_list("application_id", "reviewer_id")) == {
        (first.pk, two.pk),
        (second.pk, one.pk),
        (second.pk, two.pk),
    }


def test_division_refuses_somebody_with_an_interest_and_nonsense(staff):
    round_ = closed_round(applications=1)
    application, person = round_.applications.get(), reviewer()
    MandateFactory(user=person, organisation=application.lead)
    response = staff.post(url("staff-distribute", round_.slug), {str(application.pk): [person.pk]})
    assert (response.status_code, errors(response)) == (
        400,
        {str(application.pk): ["Een gekozen persoon kan niet (meer) worden toegewezen. Kies opnieuw."]},
    )
    wrong = staff.get(url("staff-distribute", round_.slug), {"aantal": "veel"})
    assert (wrong.status_code, wrong.context["size_form"].errors["aantal"]) == (
        400,
        ["Vul een heel getal in."],
    )


def test_open_round_cannot_be_divided_yet(staff):
    round_ = RoundFactory()
    SubmittedApplicationFactory(round=round_)
    assert "De ronde is nog niet gesloten" in words(staff.get(url("staff-distribute", round_.slug)))


def test_work_on_a_published_round_is_not_divided_any_more(staff):
    application = published().application
    for address in (url("staff-distribute", application.round.slug), url("staff-assign", application.pk)):
        page = words(staff.get(address))
        assert ("De uitslag is bekend" in page, "Bewaar" in page) == (True, False)


def test_reviewers_are_chosen_for_one_application_and_interests_are_explained(staff):
    application = closed_round(applications=1).applications.get()
    free, barred = reviewer(name="Vrij"), reviewer(name="Verbonden")
    MandateFactory(user=barred, organisation=application.lead)
    page = staff.get(url("staff-assign", application.pk))
    assert f"Verbonden (volgt uit het register): Mandaat, nu of eerder, voor: {application.lead}." in words(
        page
    )
    response = staff.post(url("staff-assign", application.pk), {"people": [free.pk]})
    assert said(response) == ["De beoordelaars zijn bewaard."]
    assert Review.objects.get().reviewer == free
    refused = staff.post(url("staff-assign", application.pk), {"people": [barred.pk]})
    assert refused.status_code == 400


def test_ranking_shows_the_same_figures_in_the_drawing_and_in_the_table(staff):
    round_ = closed_round(applications=2, criteria=2)
    first, second = round_.applications.order_by("dossier_number")
    ReviewFactory(application=first, scores=[2, 5], reviewer=reviewer(name="Mild"))  # 4,00
    ReviewFactory(application=first, scores=[2, 2], reviewer=reviewer(name="Streng"))  # 2,00
    page = staff.get(url("staff-ranking", round_.slug))
    assert f"1 {first.title} {first.dossier_number}, {first.lead} 3,00 2,00 – 4,00 1,41 2 nog geen" in words(
        page
    )
    assert f"– {second.title}" in words(page)
    assert "Gemiddelde 3,00, van 2,00 tot 4,00, op een schaal van 1 tot 5" in page.content.decode()
    assert re.findall(r'c?x[12]?="(\d+\.\d\d%)"', page.content.decode()) == [
        "25.00%",
        "75.00%",
        "50.00%",
        "75.00%",
        "25.00%",
    ]
    assert f"{first.title} Mild 2 5 4,00" in words(page)


DECISION = {
    "version": "0",
    "outcome": "voorloper",
    "reason": "Een sterk plan.",
    "conditions": "",
    "conditions_due": "",
}


def test_decision_is_written_changed_and_shown_with_its_letter(staff):
    application = closed_round(applications=1).applications.get()
    response = staff.post(url("staff-decide", application.pk), DECISION)
    assert said(response) == ["Het besluit is bewaard. Het is nog niet openbaar."]
    staff.post(
        url("staff-decide", application.pk),
        DECISION
        | {
            "version": "1",
            "outcome": "voorlopig",
            "conditions": "Meer scholen.",
            "conditions_due": "2030-01-31",
        },
    )
    decision = Decision.objects.get()
    assert (decision.outcome, decision.conditions_due) == (Outcome.PROVISIONAL, dt.date(2030, 1, 31))
    page = words(staff.get(url("staff-dossier", application.pk)))
    for sentence in (
        "Besluit genomen (nog niet openbaar)",
        "Besluit gewijzigd (nog niet openbaar)",
        "31 januari 2030",
        "Afwezig wegens belang 0 beoordelaars",
    ):
        assert sentence in page
    letter = staff.get(url("staff-letter", application.pk))
    assert (letter["Content-Type"], letter.getvalue()[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"outcome": ""}, {"outcome": ["Kies een besluit."]}),
        ({"reason": " "}, {"reason": ["Schrijf waarom dit besluit is genomen."]}),
        (
            {"outcome": "voorlopig"},
            {
                "conditions": ["Schrijf aan welke voorwaarden de regio nog moet voldoen."],
                "conditions_due": ["Kies de datum waarop aan de voorwaarden moet zijn voldaan."],
            },
        ),
        (
            {"outcome": "voorlopig", "conditions": "Meer scholen.", "conditions_due": "2020-01-01"},
            {"conditions_due": [DUE_IN_THE_PAST]},
        ),
    ],
)
def test_wrong_decision_says_what_to_do(staff, wrong, expected):
    application = closed_round(applications=1).applications.get()
    response = staff.post(url("staff-decide", application.pk), DECISION | wrong)
    assert (response.status_code, errors(response), Decision.objects.count()) == (400, expected, 0)


def test_page_says_why_nobody_can_decide_now_and_keeps_what_was_typed_too_late(staff):
    asked = SupplementFactory().application
    known = published()
    for application, sentence in (
        (asked, "er staat een vraag om aanvulling open"),
        (known.application, "De uitslag is gepubliceerd. Een besluit kan niet meer veranderen."),
    ):
        address = url("staff-decide", application.pk)
        page = words(staff.get(address))
        assert (sentence in page, "kunt u het wijzigen" in page, "Bewaar het besluit" in page) == (
            True,
            False,
            False,
        )
        late = words(staff.post(address, DECISION | {"reason": "Net te laat getypt."}))
        assert (late.count(sentence), "Net te laat getypt." in late) == (1, True)


def test_decision_in_two_windows_shows_both_texts(staff):
    application = closed_round(applications=1).applications.get()
    staff.post(url("staff-decide", application.pk), DECISION)
    response = staff.post(
        url("staff-decide", application.pk), DECISION | {"outcome": "niet-gekozen", "reason": "Te dun."}
    )
    assert response.status_code == 409
    assert [(d.label, d.mine, d.theirs) for d in response.context["form"].differences] == [
        ("Besluit", "niet gekozen", "voorloper"),
        ("Motivering", "Te dun.", "Een sterk plan."),
    ]


def test_publication_page_says_what_holds_it_up_and_when_all_is_well(staff):
    round_ = closed_round(applications=1, publish_at=days(1))
    application = round_.applications.get()
    page = url("staff-publication", round_.slug)
    assert f"Over {application.dossier_number} ({application.title}) is nog niet besloten." in words(
        staff.get(page)
    )
    DecisionFactory(application=application)
    assert "Alles is in orde" in words(staff.get(page))
    with clock.moved_to(round_.publish_at):
        assert "De uitslag wordt binnen een minuut openbaar" in words(staff.get(page))
        publish_round(round_=round_)
        assert "De uitslag is gepubliceerd" in words(staff.get(page))


def test_publication_page_of_an_open_or_empty_round_never_says_that_all_is_well(staff):
    open_round, empty = RoundFactory(), closed_round(publish_at=days(1))
    SubmittedApplicationFactory(round=open_round)
    for round_, sentence in ((open_round, "De ronde is nog open"), (empty, "Er valt niets te besluiten")):
        page = words(staff.get(url("staff-publication", round_.slug)))
        assert (sentence in page, "Alles is in orde" in page, "in orde" in page) == (True, False, False)


def test_letter_that_cannot_be_made_is_named_on_the_publication_page(staff, settings):
    round_ = closed_round(applications=1, publish_at=days(1))
    decision = DecisionFactory(application=round_.applications.get(), reason="woord " * 2000)
    settings.UPLOAD_MAX_PAGES = 1
    sentence = f"De brief van {decision.application.dossier_number} kan niet worden gemaakt."
    assert sentence in words(staff.get(url("staff-publication", round_.slug)))


def test_publication_page_says_why_the_moment_passed_without_publication(staff):
    round_ = closed_round(applications=1, publish_at=days(-0.1))
    assert "De uitslag is niet gepubliceerd" in words(staff.get(url("staff-publication", round_.slug)))


def test_administrator_looks_on_without_buttons(client):
    round_ = closed_round(applications=1)
    client.force_login(administrator())
    for name, args in (
        ("staff-rounds", []),
        ("staff-round", [round_.slug]),
        ("staff-criteria", [round_.slug]),
        ("staff-dossier", [round_.applications.get().pk]),
    ):
        page = client.get(url(name, *args)).content.decode()
        for offered in ("Maak een ronde", "Gegevens</a>", "Voeg een criterium toe", "Neem een besluit"):
            assert offered not in page


# --- lists need the same number of queries, however long they are ------------------------------------

QUERIES = {
    "staff-rounds": 5,
    "staff-round": 16,
    "staff-ranking": 14,
    "staff-publication": 14,
    "staff-criteria": 8,
    "staff-distribute": 14,
}


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("name", QUERIES)
def test_staff_list_needs_the_same_queries_for_any_length(staff, name, number, django_assert_num_queries):
    round_ = closed_round(applications=number, criteria=number)
    people = [reviewer() for _ in range(number)]
    for application in round_.applications.all():
        for person in people:
            ReviewFactory(application=application, reviewer=person, scores=[3] * number)
        MandateFactory(user=reviewer(), organisation=application.lead)
        DecisionFactory(application=application)
    for _ in range(number - 1):
        closed_round()
    address = url(name) if name == "staff-rounds" else url(name, round_.slug)
    with django_assert_num_queries(QUERIES[name]):
        response = staff.get(address)
    assert response.status_code == 200


def test_round_without_reviews_has_no_empty_table_of_scores(staff):
    round_ = closed_round(applications=1)
    page = words(staff.get(reverse("onderwijsregios:staff-ranking", args=[round_.slug])))
    assert ("nog geen" in page, "Scores per beoordelaar" in page) == (True, False)


def test_published_decisions_are_not_called_hidden(staff):
    round_ = published().application.round
    page = words(staff.get(reverse("onderwijsregios:staff-publication", args=[round_.slug])))
    assert ("De uitslag is gepubliceerd" in page, "Tot de publicatie" in page) == (True, False)
