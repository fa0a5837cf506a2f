"""Each field saves itself while somebody types: nothing is overwritten in silence, nothing is lost."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onderwijsregios.enums import PartKey
from onderwijsregios.models import PlanPartVersion
from onderwijsregios.services.applications import PartText, RegionFacts, save_parts, save_region
from regio.core import clock
from regio.models import ActionLog, KeptInput
from tests.factories.onderwijsregios import RoundFactory, representative_of
from tests.factories.regio import UserFactory
from tests.onderwijsregios.board.test_signed_out import form_of
from tests.onderwijsregios.board.test_writing_pages import close

pytestmark = pytest.mark.django_db

QUERIES = 20
"""At most; what one autosave of a text asks of the database."""


@pytest.fixture
def type_in(applicant, at):
    """Return how to let a field save itself, from the form as a page showed it."""

    def send(step, field, value, *, form=None, browser=applicant):
        shown = form if form is not None else form_of(applicant.get(at(step)))
        return browser.post(at(step), {**shown, field: value, "veld": field})

    return send


def version_in(answer, field):
    """Return the version with which the field goes on."""
    return re.search(rf'name="versie-{field}" value="(\d+)"', answer.text).group(1)


def outcome(answer):
    return answer.status_code, answer["X-Bewaard"]


def colleague_writes(application, key, text, version=1):
    save_parts(
        application=application,
        actor=representative_of(application.lead),
        parts={key: PartText(text, version)},
        arrived_at=clock.now(),
    )


def test_a_field_saves_itself_and_says_when(type_in, application):
    answer = type_in("opgaven", "opgaven", "Wij typen.\r\nVerder.")

    assert outcome(answer) == (200, "ja")
    assert re.search(r"Bewaard om \d\d:\d\d uur\.", answer.text)
    assert version_in(answer, "opgaven") == "2"
    assert "<html" not in answer.text
    part = application.parts.get(key="opgaven")
    assert (part.text, part.version) == ("Wij typen.\nVerder.", 2)


def test_only_the_named_field_is_saved(type_in, application, applicant, at):
    form = form_of(applicant.get(at("aanpak")))

    type_in("aanpak", "werven", "alleen dit", form={**form, "matchen": "nog niet"})

    saved = dict(application.parts.filter(key__in=["werven", "matchen"]).values_list("key", "text"))
    assert saved == {"werven": "alleen dit", "matchen": "Wat wij doen: matchen."}


def test_somebody_who_goes_on_typing_never_meets_an_own_text_as_a_conflict(
    type_in, application, applicant, at
):
    form = form_of(applicant.get(at("opgaven")))
    for number in range(3):
        answer = type_in("opgaven", "opgaven", f"zin {number}", form=form)
        form["versie-opgaven"] = version_in(answer, "opgaven")

    assert list(
        PlanPartVersion.objects.filter(part__application=application, part__key="opgaven").values_list(
            "version", "text"
        )
    ) == [(4, "zin 2"), (3, "zin 1"), (2, "zin 0"), (1, "Wat wij doen: opgaven.")]


def test_typing_on_makes_one_line_in_the_log_in_ten_minutes_for_each_person_and_text(
    type_in, application, applicant, at
):
    def lines():
        found = ActionLog.objects.filter(dossier=application.dossier, action__endswith="save_parts")
        return list(found.values_list("sentence", flat=True))

    for number in range(3):
        type_in("opgaven", "opgaven", f"zin {number}")
    type_in("aanpak", "werven", "iets anders")
    assert lines() == ["Tekst gewijzigd: Opgaven", "Tekst gewijzigd: Werven"]

    with clock.moved_to(clock.now() + clock.dt.timedelta(minutes=11)):
        type_in("opgaven", "opgaven", "na de koffie")
    assert lines()[2:] == ["Tekst gewijzigd: Opgaven"]


def test_a_conflict_lays_both_texts_beside_each_other_and_overwrites_nothing(
    type_in, application, applicant, at
):
    form = form_of(applicant.get(at("opgaven")))
    colleague_writes(application, PartKey.OPGAVEN, "van een collega")

    answer = type_in("opgaven", "opgaven", "van mij", form=form)

    assert outcome(answer) == (409, "gewijzigd")
    assert ("Intussen gewijzigd" in answer.text, "van een collega" in answer.text) == (True, True)
    assert application.parts.get(key="opgaven").text == "van een collega"
    # nothing in the answer lets the next save pass before somebody has looked
    assert ('name="versie-opgaven"' in answer.text, 'value="2"' in answer.text) == (False, True)
    merged = type_in("opgaven", "opgaven", "van ons samen", form={**form, "versie-opgaven": "2"})
    assert outcome(merged) == (200, "ja")
    assert application.parts.get(key="opgaven").text == "van ons samen"


def test_what_a_colleague_wrote_is_not_undone_by_a_field_that_was_left_alone(
    type_in, application, applicant, at
):
    form = form_of(applicant.get(at("opgaven")))
    shown = application.parts.get(key="opgaven").text
    colleague_writes(application, PartKey.OPGAVEN, "van een collega")

    answer = type_in("opgaven", "opgaven", shown, form=form)
    assert (outcome(answer), version_in(answer, "opgaven")) == ((200, "ja"), "1")
    later = type_in("opgaven", "opgaven", "nu wel getypt", form={**form, "versie-opgaven": "1"})

    assert outcome(later) == (409, "gewijzigd")
    assert application.parts.get(key="opgaven").text == "van een collega"


def test_the_fields_of_the_region_save_themselves_each_on_its_own(type_in, application, applicant, at):
    form = form_of(applicant.get(at("regio")))
    colleague = representative_of(application.lead)
    save_region(
        application=application,
        actor=colleague,
        region=RegionFacts(application.title, ["vo"], False),
        version=application.version,
        explanation=None,
        arrived_at=clock.now(),
    )

    title = type_in("regio", "title", "Onderwijsregio Nieuw", form={**form, "sectors": ["po"]})
    assert outcome(title) == (200, "ja")
    form["versie-title"] = version_in(title, "title")
    again = type_in("regio", "title", "Onderwijsregio Nieuwer", form={**form, "sectors": ["po"]})
    assert outcome(again) == (200, "ja")
    sectors = type_in("regio", "sectors", ["po", "vo"], form={**form, "title": "Onderwijsregio Nieuwer"})

    assert outcome(sectors) == (409, "gewijzigd")
    assert "Nu bewaard: voortgezet onderwijs." in sectors.text
    fresh = type(application).objects.get(pk=application.pk)
    assert (fresh.title, fresh.sectors) == ("Onderwijsregio Nieuwer", ["vo"])


def test_the_form_goes_on_from_what_its_fields_saved(type_in, application, applicant, at):
    form = {**form_of(applicant.get(at("regio"))), "sectors": ["po"], "regio": "tekst"}
    saved = type_in("regio", "title", "Naam een", form=form)

    whole = applicant.post(
        at("regio"), {**form, "title": "Naam twee", "versie-title": version_in(saved, "title")}
    )

    assert (whole.status_code, type(application).objects.get(pk=application.pk).title) == (302, "Naam twee")


def test_a_text_that_is_too_long_is_refused_and_kept(type_in, application, applicant, at):
    answer = type_in("opgaven", "opgaven", "x" * 10_001)

    assert outcome(answer) == (400, "ongeldig")
    assert "te lang" in answer.text
    assert "x" * 10_001 in applicant.get(at("opgaven")).text


@pytest.mark.parametrize("field", ["bestaat-niet", "versie-opgaven", "werven"])
def test_a_field_that_is_not_on_the_page_is_refused(type_in, application, field):
    assert outcome(type_in("opgaven", field, "3")) == (400, "ongeldig")


def test_after_closing_the_text_is_refused_kept_and_not_lost(type_in, application, applicant, at):
    form = form_of(applicant.get(at("opgaven")))
    close(application)

    answer = type_in("opgaven", "opgaven", "net te laat", form=form)

    assert outcome(answer) == (409, "gesloten")
    assert "sloot op" in answer.text
    assert "net te laat" in applicant.get(at("opgaven")).text


def test_somebody_who_is_signed_out_is_told_and_the_text_is_there_after_signing_in(
    type_in, application, applicant, at
):
    form = form_of(applicant.get(at("opgaven")))

    answer = type_in("opgaven", "opgaven", "zonder sessie", form=form, browser=Client())

    assert outcome(answer) == (401, "uitgelogd")
    assert "u bent uitgelogd" in answer.text
    assert "zonder sessie" in applicant.get(at("opgaven")).text
    assert application.parts.get(key="opgaven").text != "zonder sessie"


def test_a_form_token_that_expired_keeps_the_text_and_is_no_fragment(application, user, at):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    form = form_of(browser.get(at("opgaven")))

    stale = {**form, "csrfmiddlewaretoken": "x" * 64, "opgaven": "nog hier", "veld": "opgaven"}
    refused = browser.post(at("opgaven"), stale)

    assert (refused.status_code, "X-Bewaard" in refused) == (403, False)
    assert "nog hier" in browser.get(at("opgaven")).text


def test_an_outsider_learns_nothing_and_saves_nothing(type_in, application):
    outsider = Client()
    outsider.force_login(UserFactory())

    answer = type_in("opgaven", "opgaven", "van buiten", browser=outsider)

    assert (answer.status_code, "X-Bewaard" in answer) == (404, False)
    assert application.parts.get(key="opgaven").version == 1


def test_what_was_kept_stays_until_all_of_it_is_saved(type_in, application, applicant, at):
    form = form_of(applicant.get(at("aanpak")))
    Client().post(at("aanpak"), {**form, "werven": "gehouden", "matchen": "ook gehouden"})
    shown = applicant.get(at("aanpak")).context["form"]
    form = {name: shown[name].value() for name in shown.fields}

    type_in("aanpak", "werven", "gehouden", form=form)
    assert KeptInput.objects.count() == 1
    type_in("aanpak", "matchen", "ook gehouden", form={**form, "versie-werven": "2"})

    assert KeptInput.objects.count() == 0


def test_an_autosave_asks_little_of_the_database(type_in, application, applicant, at):
    form = form_of(applicant.get(at("aanpak")))

    with CaptureQueriesContext(connection) as queries:
        type_in("aanpak", "werven", "geteld", form=form)

    assert len(queries) <= QUERIES


def test_the_page_says_when_each_text_was_saved_and_leads_to_its_versions(applicant, application, at):
    text = applicant.get(at("opgaven")).text

    assert f'href="{at("versies/opgaven")}"' in text
    assert 'hx-post="' in text
    assert "Laatst bewaard op" in text


def test_a_page_that_can_only_be_read_has_no_field_that_saves_itself(applicant, application, at):
    application.round = RoundFactory(closed=True)
    application.save()

    assert "hx-post" not in applicant.get(at("opgaven")).text
