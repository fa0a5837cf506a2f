from io import BytesIO

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pypdf import PdfReader

from onderwijsregios.enums import Outcome
from onderwijsregios.models import Decision
from onderwijsregios.selectors.rounds import criteria_of
from onderwijsregios.services.letters import prepare_letters, render_letter
from regio.core.typesetting import SHOWABLE
from regio.enums import ScanState
from regio.models import Document
from tests.factories.assessment import DecisionFactory, closed_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision():
    round_ = closed_round(applications=1, title="Voorlopers 2023")
    return DecisionFactory(application=round_.applications.get(), provisional=True)


def letter(decision):
    return render_letter(decision, list(criteria_of(decision.application.round)))


def text_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_letter_says_what_was_decided_and_why(decision):
    text = text_of(letter(decision))
    application = decision.application
    for words in (
        application.lead.display_name,
        application.dossier_number,
        application.title,
        "Besluit over uw aanvraag in de ronde Voorlopers 2023",
        "Uw regio is voorlopig gekozen als voorloper, met voorwaarden.",
        "Een sterk plan.",
        "Betrek de beroepsgroep bij het bestuur.",
        "uiterlijk op 1 januari 2030",
    ):
        assert words in text


@pytest.mark.parametrize("is_open", [True, False])
def test_letter_tells_of_bezwaar_only_when_the_round_opens_its_decisions_to_it(decision, is_open):
    decision.application.round.is_open_to_bezwaar = is_open
    text = text_of(letter(decision))
    assert ("binnen zes weken" in text, "niet eens met dit besluit" in text) == (is_open, is_open)


def test_letter_is_tagged_archivable_and_has_its_fonts_inside(decision):
    pdf = letter(decision)
    reader = PdfReader(BytesIO(pdf))
    root = reader.root_object
    metadata = root["/Metadata"].get_object().get_data().decode()
    fonts = [
        descendant.get_object()["/FontDescriptor"].get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
        for descendant in font.get_object()["/DescendantFonts"]
    ]
    assert (
        root["/MarkInfo"]["/Marked"],
        root["/Lang"],
        reader.metadata.title,
        "<pdfuaid:part>1</pdfuaid:part>" in metadata,
        "<pdfaid:part>2</pdfaid:part>" in metadata,
        "<pdfaid:conformance>A</pdfaid:conformance>" in metadata,
    ) == (True, "nl-NL", "Besluit over uw aanvraag in de ronde Voorlopers 2023", True, True, True)
    assert fonts
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_letter_never_reads_typed_text_as_markup(decision):
    decision.reason = '#panic("x") *vet* $x^2$ <label> @ref \\ // geen commentaar'
    assert '#panic("x") *vet* $x^2$ <label> @ref \\ // geen commentaar' in text_of(letter(decision))


def test_same_decision_gives_the_same_bytes(decision):
    assert letter(decision) == letter(decision)


@pytest.mark.parametrize("outcome", [Outcome.SELECTED, Outcome.NOT_SELECTED])
def test_letter_without_conditions_has_no_such_heading(decision, outcome):
    decision.outcome, decision.conditions, decision.conditions_due = outcome, "", None
    assert "Voorwaarden" not in text_of(letter(decision))


def test_sample_letter_says_so(decision):
    decision.application.is_sample = True
    assert "Dit is een voorbeeld." in text_of(letter(decision))


def test_prepared_letter_is_stored_once_and_stays_unchanged(decision):
    round_ = decision.application.round
    assert (prepare_letters(round_=round_), prepare_letters(round_=round_)) == (1, 0)
    document = Document.objects.get(original_name=f"besluit-{decision.application.dossier_number}.pdf")
    decision.refresh_from_db()
    with document.file.open("rb") as file:
        assert file.read() == letter(Decision.objects.get())
    assert (decision.letter, document.pages, document.scan_state, decision.published_at) == (
        document,
        1,
        ScanState.CLEAN,
        None,
    )


def test_changed_decision_gets_a_new_letter_and_the_old_one_goes(
    decision, django_capture_on_commit_callbacks
):
    round_ = decision.application.round
    prepare_letters(round_=round_)
    old = Decision.objects.get().letter
    Decision.objects.update(reason="Toch anders.")
    with django_capture_on_commit_callbacks(execute=True):
        assert prepare_letters(round_=round_) == 1
    assert Decision.objects.get().letter != old
    assert not Document.objects.filter(pk=old.pk).exists()
    assert not old.file.storage.exists(old.file.name)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Fijn \U0001f600 plan", "Fijn □ plan"),
        ("Fijn \u6f22 plan", "Fijn □ plan"),
        ("Fijn \x00\x07\ue000plan", "Fijn plan"),
        ("Cafe\u0301 \U0001f469\u200d\U0001f3eb in Łódź, € 5 ≥ 3", "Café □□□ in Łódź, € 5 ≥ 3"),
    ],
)
def test_character_without_a_glyph_is_replaced_visibly_and_the_rest_stays(decision, typed, shown):
    decision.reason = typed
    assert shown in text_of(letter(decision))


@pytest.mark.parametrize("typed", ["مرحبا \u0661", "a\u200bb\u200d\ufeff\u202ec", "\u2028", "w" * 5000])
def test_odd_text_still_gives_a_letter(decision, typed):
    decision.reason = decision.conditions = typed
    assert letter(decision).startswith(b"%PDF-")


def test_word_wider_than_the_paper_is_broken_instead_of_cut_off(decision):
    decision.reason = "abcdefghij" * 50
    lines = "\n".join(page.extract_text() for page in PdfReader(BytesIO(letter(decision))).pages).split("\n")
    broken = [line.replace("\u200b", "") for line in lines if "abcdefghij" in line]
    assert ("".join(broken).replace(" ", ""), max(map(len, broken)) < 130) == ("abcdefghij" * 50, True)


def test_odd_characters_in_names_and_titles_still_give_a_letter(decision):
    content = decision.revision.content
    decision.revision.content = content | {"title": "Regio \U0001f600"}
    decision.application.lead.name = "Bestuur \u6f22"
    decision.application.round.title = "Ronde \U0001f680"
    text = text_of(letter(decision))
    assert ("Regio □" in text, "ronde Ronde □" in text) == (True, True)


def test_fonts_of_the_letter_have_all_that_is_called_showable(decision):
    decision.reason = " ".join(chr(code) for known in SHOWABLE for code in known)
    assert "□" not in text_of(letter(decision))


@hypothesis_settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.text(max_size=200))
def test_any_text_gives_a_letter(decision, typed):
    decision.reason = decision.conditions = typed
    assert letter(decision).startswith(b"%PDF-")
