"""The header tells which of DUO's files it is."""

import pytest

from regio.core.duo.content import DuoFileError
from regio.core.duo.layouts import FileKind, recognise
from tests.regio.duo.files import NEW_NAMES, OLD_NAMES, board_columns, institution_columns, school_columns

VO, SO, HO, MBO = (
    "ONDERWIJSSTRUCTUUR",
    "SOORT PRIMAIR ONDERWIJS",
    "SOORT HO",
    "MBO INSTELLINGSSOORT - CODE",
)


@pytest.mark.parametrize("names", [NEW_NAMES, OLD_NAMES])
@pytest.mark.parametrize(
    ("sign", "kind"),
    [("VAKANTIEREGIO", FileKind.SCHOOLS_BO), (VO, FileKind.SCHOOLS_VO), (SO, FileKind.SCHOOLS_SO)],
)
def test_lists_of_locations_are_recognised_in_both_generations(names, sign, kind):
    layout = recognise(school_columns(names=names, extra=(sign,)))
    assert layout.kind == kind
    assert layout.titles["brin6"] == names["brin6"]


@pytest.mark.parametrize("names", [NEW_NAMES, OLD_NAMES])
@pytest.mark.parametrize(
    ("sign", "kind"),
    [(VO, FileKind.INSTITUTIONS_VO), (MBO, FileKind.INSTITUTIONS_MBO), (HO, FileKind.INSTITUTIONS_HO)],
)
def test_lists_of_institutions_are_recognised_in_both_generations(names, sign, kind):
    assert recognise(institution_columns(sign, names=names)).kind == kind


@pytest.mark.parametrize(
    ("file_name", "kind"),
    [
        ("besturenbo.csv", FileKind.BOARDS_BO),
        ("besturenso.csv.gz", FileKind.BOARDS_SO),
        ("besturenvo.csv", FileKind.BOARDS_VO),
        ("besturenmbo.csv", FileKind.BOARDS_MBO),
        ("besturenho.csv", FileKind.BOARDS_HO),
        ("05.-bevoegde-gezagen-basisonderwijs.csv", FileKind.BOARDS_BO),
        ("06.-bevoegde-gezagen-speciaal-(basis)onderwijs.csv", FileKind.BOARDS_SO),
        ("03.-bevoegde-gezagen-vo.csv", FileKind.BOARDS_VO),
        ("02.-bevoegde-gezagen-mbo.csv", FileKind.BOARDS_MBO),
        ("03.-bevoegde-gezagen-hbo-en-wo.csv", FileKind.BOARDS_HO),
    ],
)
def test_lists_of_boards_without_a_telling_column_are_recognised_by_the_name_of_the_file(file_name, kind):
    assert recognise(board_columns(), file_name=file_name).kind == kind


def test_a_telling_column_wins_from_the_name_of_the_file():
    assert recognise(board_columns(HO), file_name="besturenvo.csv").kind == FileKind.BOARDS_HO


def test_a_list_of_boards_of_an_unknown_sector_asks_for_the_kind():
    with pytest.raises(DuoFileError) as error:
        recognise(board_columns(), file_name="besturen.csv")
    assert error.value.message == (
        "Dit is een bestand met besturen, maar het zegt niet van welke onderwijssector. "
        "Geef de soort op: besturen-bo, besturen-so, besturen-vo, besturen-mbo, besturen-ho."
    )
    assert recognise(board_columns(), kind=FileKind.BOARDS_VO).kind == FileKind.BOARDS_VO


def test_column_names_may_have_underscores_and_spaces_around_hyphens():
    columns = [column.replace(" ", "_").replace("-", " - ") for column in school_columns()]
    assert recognise(columns).kind == FileKind.SCHOOLS_BO


@pytest.mark.parametrize(
    ("header", "kind", "sentence"),
    [
        (
            ["NAAM", "PLAATS"],
            None,
            (
                "Dit is geen adressenbestand van DUO: de kolom BEVOEGD GEZAG NUMMER ontbreekt. "
                "Bruikbaar zijn de bestanden met vestigingen, instellingen en besturen van DUO."
            ),
        ),
        (
            ["BEVOEGD GEZAG NUMMER", "PEILJAAR"],
            None,
            (
                "Dit bestand van DUO bevat geen vestigingen, instellingen of besturen "
                "en kan niet worden ingelezen."
            ),
        ),
        (
            [column for column in school_columns() if column not in ("GEMEENTENUMMER", "VESTIGINGSCODE")],
            None,
            (
                "Dit lijkt het bestand met vestigingen basisonderwijs, maar deze kolommen ontbreken: "
                "VESTIGINGSCODE, GEMEENTENUMMER."
            ),
        ),
        (
            [*school_columns(), "PLAATSNAAM"],
            None,
            "De kolom PLAATSNAAM staat er twee keer. Gebruik het bestand zoals DUO het levert.",
        ),
        (
            institution_columns(SO),
            None,
            "Dit bestand bevat alleen hoofdvestigingen. Gebruik het bestand met alle vestigingen van DUO.",
        ),
        (
            school_columns(extra=(VO,)),
            FileKind.SCHOOLS_BO,
            (
                "De kolommen zijn niet die van het bestand met vestigingen basisonderwijs. "
                "Kies een ander bestand of een andere soort."
            ),
        ),
        (
            school_columns(),
            FileKind.BOARDS_BO,
            (
                "De kolommen zijn niet die van het bestand met besturen basisonderwijs. "
                "Kies een ander bestand of een andere soort."
            ),
        ),
    ],
)
def test_another_file_is_refused_with_what_is_missing(header, kind, sentence):
    with pytest.raises(DuoFileError) as error:
        recognise(header, kind=kind)
    assert error.value.message == sentence
