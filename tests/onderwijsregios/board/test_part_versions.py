"""Every text that was accepted can be found again, compared and put back."""

import datetime as dt

import pytest
from django.test import Client

from onderwijsregios.enums import PartKey
from onderwijsregios.models import PlanPartVersion
from onderwijsregios.services.applications import PartText, restore_text, save_parts
from regio.core import clock
from regio.core.errors import EditConflict, Refused
from regio.models import ActionLog
from tests.factories.onderwijsregios import representative_of
from tests.factories.regio import UserFactory
from tests.onderwijsregios.board.test_signed_out import form_of
from tests.onderwijsregios.board.test_writing_pages import close
from tests.pages import Page

pytestmark = pytest.mark.django_db

FIRST = "Wat wij doen: opgaven."


@pytest.fixture
def write(application):
    """Return how to save the next version of the first text, some minutes after now."""

    def save(actor, text, minutes=0):
        version = application.parts.get(key="opgaven").version
        with clock.moved_to(clock.now() + dt.timedelta(minutes=minutes)):
            save_parts(
                application=application,
                actor=actor,
                parts={PartKey.OPGAVEN: PartText(text, version)},
                arrived_at=clock.now(),
            )

    return save


def texts(application):
    found = PlanPartVersion.objects.filter(part__application=application, part__key="opgaven")
    return dict(found.values_list("version", "text"))


def listed(response):
    (rows,) = Page(response).tables.values()
    return [(row[0], row[2], row[3]) for row in rows[1:]]


def test_the_list_says_who_saved_what_and_of_each_sitting_only_the_last(
    applicant, application, user, at, write
):
    colleague = representative_of(application.lead)
    write(user, "een", 20)
    write(user, "twee", 21)
    write(colleague, "drie", 22)
    write(user, "vier", 40)

    short, everything = (
        applicant.get(at("versies/opgaven")),
        applicant.get(at("versies/opgaven", "?alles=ja")),
    )

    sittings = [("5 (nu)", user.name, "4"), ("4", colleague.name, "4"), ("3", user.name, "4")]
    first = ("1", "onbekend", str(len(FIRST)))
    assert listed(short) == [*sittings, first]
    assert listed(everything) == [*sittings, ("2", user.name, "3"), first]
    assert "Toon ook de tussenversie</a>" in short.text


def test_what_was_replaced_on_purpose_is_in_the_short_list_too(applicant, application, user, at, write):
    stale = form_of(applicant.get(at("opgaven")))
    write(user, "uit het andere venster")
    conflict = applicant.post(at("opgaven"), {**stale, "opgaven": "uit dit venster"})
    shown = form_of(conflict)
    assert (conflict.status_code, shown["naast-elkaar"]) == (409, "opgaven")

    saved = applicant.post(at("opgaven"), {**shown, "opgaven": "samengevoegd"}, follow=True)
    applicant.post(at("versies/opgaven"), {"terug": "1", "nu": "3"})

    assert "Bewaard. De tekst die er stond, vindt u bij de eerdere versies." in saved.text
    replaced = [row[0] for row in listed(applicant.get(at("versies/opgaven")))]
    assert replaced == ["4 (nu)", "3 (vervangen door versie 4)", "2 (vervangen door versie 3)", "1"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_needs_the_same_number_of_queries_whatever_it_holds(
    rows, applicant, application, user, at, write, django_assert_num_queries
):
    for number in range(rows):
        write(user, f"versie {number}", number * 20)
    applicant.get(at("versies/opgaven"))

    with django_assert_num_queries(15):
        assert len(listed(applicant.get(at("versies/opgaven")))) == rows + 1


def test_two_versions_are_compared_in_words_not_by_colour_alone(applicant, user, at, write):
    write(user, "Wat wij samen doen: opgaven.")

    page = applicant.get(at("versies/opgaven", "?oud=1"))

    assert '<ins><span class="visually-hidden"> (toegevoegd: </span>samen ' in page.text
    assert "Er is niets gewijzigd" in applicant.get(at("versies/opgaven", "?oud=2&nieuw=2")).text


@pytest.mark.parametrize(
    "query", ["?oud=99", "?oud=x", "?oud=1&nieuw=99", "?nieuw=1", "?oud=-1", "?pagina=x"]
)
def test_an_odd_question_shows_the_list_alone(query, applicant, at):
    page = applicant.get(at("versies/opgaven", query))

    assert (page.status_code, "Vergelijken" in page.text) == (200, False)


def test_an_old_text_comes_back_as_a_new_version(applicant, application, user, at, write):
    write(user, "nieuw")

    answer = applicant.post(at("versies/opgaven"), {"terug": "1", "nu": "2"})

    assert answer.url == f"{at('opgaven')}#id_opgaven"
    assert texts(application) == {1: FIRST, 2: "nieuw", 3: FIRST}
    assert (
        ActionLog.objects.filter(dossier=application.dossier).latest("pk").sentence
        == "Opgaven: de tekst van versie 1 is teruggezet"
    )


def test_putting_back_never_overwrites_what_a_colleague_saved_since(applicant, application, user, at, write):
    write(user, "nieuw")
    write(representative_of(application.lead), "van een collega")

    answer = applicant.post(at("versies/opgaven"), {"terug": "1", "nu": "2"})

    assert (answer.status_code, "Intussen is er iets gewijzigd" in answer.text) == (409, True)
    assert texts(application) == {1: FIRST, 2: "nieuw", 3: "van een collega"}


def test_putting_back_a_version_that_is_not_there_is_refused(application, user):
    with pytest.raises(Refused):
        restore_text(
            application=application,
            actor=user,
            key=PartKey.OPGAVEN,
            restored=7,
            version=1,
            arrived_at=clock.now(),
        )
    with pytest.raises(EditConflict):
        save_parts(
            application=application,
            actor=user,
            parts={PartKey.OPGAVEN: PartText("blind", 0)},
            arrived_at=clock.now(),
        )


def test_after_closing_versions_can_be_read_but_not_put_back(applicant, application, user, at, write):
    write(user, "nieuw")
    close(application)

    page = applicant.get(at("versies/opgaven", "?oud=1"))
    refused = applicant.post(at("versies/opgaven"), {"terug": "1", "nu": "2"})

    assert ("Zet versie 1 terug" in page.text, refused.status_code) == (False, 409)
    assert texts(application) == {1: FIRST, 2: "nieuw"}


def test_only_texts_of_the_plan_have_versions(applicant, at):
    assert applicant.get(at("versies/plan")).status_code == 404


@pytest.mark.parametrize("page", ["versies/opgaven", "afdrukken", "concept.pdf"])
def test_who_may_not_read_the_draft_may_not_read_this_either(page, application):
    address = f"/aanvragen/{application.pk}/{page}{'' if page.endswith('pdf') else '/'}"
    outsider = Client()
    outsider.force_login(UserFactory())

    assert (Client().get(address).status_code, outsider.get(address).status_code) == (302, 404)


def test_the_versions_lead_back_to_the_text(applicant, at):
    page = Page(applicant.get(at("versies/opgaven")))

    assert ("Terug naar de tekst", f"{at('opgaven')}#id_opgaven") in page.links
