"""Lines become rows with a meaning, or refusals with a line number, a column and a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regio.core.duo.content import DuoFileError, read_content
from regio.core.duo.layouts import FileKind
from regio.core.duo.rows import DuoFile, DuoRow, read_duo_file
from tests.regio.duo.files import (
    OLD_NAMES,
    board,
    board_columns,
    catalogue_dialect,
    institution,
    institution_columns,
    numbered_dialect,
    school,
    school_columns,
    schools_file,
)


def read(data: bytes, *, file_name: str = "", kind: FileKind | None = None) -> DuoFile:
    return read_duo_file(read_content(data), file_name=file_name, kind=kind)


EXPECTED = DuoRow(
    line=2,
    key="00AB00",
    name="It Bûtenplak",
    board_number="40001",
    municipality_code="GM0307",
    municipality_name="AMERSFOORT",
    postcode="3811AB",
    place="Amersfoort",
    website="https://www.school.nl",
)


@pytest.mark.parametrize("write", [numbered_dialect, catalogue_dialect])
@pytest.mark.parametrize("columns", [school_columns(), school_columns(names=OLD_NAMES)])
def test_the_same_row_comes_out_of_both_dialects_and_both_generations(write, columns):
    file = read(write(columns, [school()]))
    assert (file.kind, file.rows, file.refused) == (FileKind.SCHOOLS_BO, (EXPECTED,), ())


def test_a_single_space_is_empty():
    file = read(schools_file(school(INTERNETADRES=" ", TELEFOONNUMMER=" ", GEMEENTENAAM=" ")))
    assert file.refused == ()
    assert (file.rows[0].website, file.rows[0].municipality_name) == ("", "")


def test_zeros_that_a_spreadsheet_dropped_come_back():
    file = read(schools_file(school(**{"BEVOEGD GEZAG NUMMER": "8", "GEMEENTENUMMER": "307"})))
    assert (file.rows[0].board_number, file.rows[0].municipality_code) == ("00008", "GM0307")


def test_the_oldest_generation_gives_only_the_number_of_the_location():
    file = read(numbered_dialect(school_columns(names=OLD_NAMES), [school("00AB03", VESTIGINGSNUMMER="3")]))
    assert file.rows[0].key == "00AB03"


def test_a_board_and_an_institution_are_read():
    boards = read(catalogue_dialect(board_columns(), [board("00008")]), file_name="besturenbo.csv")
    institutions = read(
        numbered_dialect(institution_columns("MBO INSTELLINGSSOORT - CODE"), [institution("25LH")])
    )
    assert (boards.rows[0].key, boards.rows[0].name) == ("00008", "Stichting Openbaar Onderwijs Ergens")
    assert (institutions.kind, institutions.rows[0].key) == (FileKind.INSTITUTIONS_MBO, "25LH")


def test_a_board_outside_the_country_may_lack_a_municipality():
    file = read(numbered_dialect(board_columns(), [board(GEMEENTENUMMER=" ")]), kind=FileKind.BOARDS_BO)
    assert (file.refused, file.rows[0].municipality_code) == ((), "")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        (
            {"BEVOEGD GEZAG NUMMER": " "},
            "Regel 3, kolom BEVOEGD GEZAG NUMMER: Het bestuursnummer ontbreekt.",
        ),
        (
            {"BEVOEGD GEZAG NUMMER": "4000A"},
            (
                "Regel 3, kolom BEVOEGD GEZAG NUMMER: "
                "Een bestuursnummer bestaat uit vijf cijfers; hier staat “4000A”."
            ),
        ),
        (
            {"VESTIGINGSCODE": "1.2E+05"},
            (
                "Regel 3, kolom VESTIGINGSCODE: "
                "“1.2E+05” is een code die door een rekenblad als getal is gelezen. "
                "Gebruik het bestand zoals DUO het levert."
            ),
        ),
        (
            {"VESTIGINGSCODE": "00AC"},
            (
                "Regel 3, kolom VESTIGINGSCODE: Een vestigingscode bestaat uit twee cijfers, twee letters en "
                "twee cijfers; hier staat “00AC”."
            ),
        ),
        (
            {"INSTELLINGSCODE": "99ZZ"},
            "Regel 3, kolom VESTIGINGSCODE: De vestigingscode 00AC00 hoort niet bij instelling 99ZZ.",
        ),
        ({"VESTIGINGSNAAM": " "}, "Regel 3, kolom VESTIGINGSNAAM: De naam ontbreekt."),
        (
            {"VESTIGINGSNAAM": "x" * 201},
            "Regel 3, kolom VESTIGINGSNAAM: De naam is langer dan 200 tekens.",
        ),
        ({"GEMEENTENUMMER": " "}, "Regel 3, kolom GEMEENTENUMMER: Het gemeentenummer ontbreekt."),
        (
            {"GEMEENTENUMMER": "Amersfoort"},
            (
                "Regel 3, kolom GEMEENTENUMMER: "
                "Een gemeentenummer bestaat uit vier cijfers; hier staat “AMERSFOORT”."
            ),
        ),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_and_the_others_are_read(changes, refusal):
    file = read(schools_file(school("00AB00"), school("00AC00", **changes), school("00AD00")))
    assert [row.key for row in file.rows] == ["00AB00", "00AD00"]
    assert [str(line) for line in file.refused] == [refusal]


def test_a_line_with_too_few_values_or_a_loose_quote_is_refused():
    data = schools_file(school("00AB00"), school("00AC00"), school("00AD00"), school("00AE00"))
    lines = data.split(b"\r\n")
    lines[2] = lines[2].rpartition(b";")[0]
    lines[3] = lines[3].replace(b";It B\xfbtenplak;", b';"It B\xfbtenplak;')
    file = read(b"\r\n".join(lines))
    assert [row.key for row in file.rows] == ["00AB00", "00AE00"]
    assert [str(line) for line in file.refused] == [
        "Regel 3: De regel heeft 14 waarden; er horen er 15 te zijn.",
        "Regel 4: Een aanhalingsteken is niet gesloten of staat verkeerd.",
    ]
    assert file.refused_keys == {"00AC00", "00AD00"}
    assert not file.has_unknown_lines


def test_a_refused_line_without_any_code_is_remembered_as_unknown():
    file = read(schools_file(school("00AB00"), school("00AC00", VESTIGINGSCODE="1E+05", VESTIGINGSNAAM="x")))
    assert file.has_unknown_lines


def test_the_same_line_twice_counts_once_and_a_contradiction_is_refused():
    file = read(schools_file(school("00AB00"), school("00AB00"), school("00AB00", VESTIGINGSNAAM="Anders")))
    assert ([row.line for row in file.rows], file.doubles) == ([2], 1)
    assert [str(line) for line in file.refused] == [
        "Regel 4, kolom VESTIGINGSCODE: 00AB00 staat ook op regel 2, met andere gegevens."
    ]


def test_empty_lines_at_the_end_are_nothing():
    file = read(schools_file(school()) + b";;;;;;;;;;;;;;\r\n\r\n")
    assert ([row.key for row in file.rows], file.refused) == (["00AB00"], ())


def test_only_a_header_is_refused():
    with pytest.raises(DuoFileError) as error:
        read(schools_file())
    assert error.value.message == (
        "Het bestand bevat alleen kolomnamen en geen regels. Haal het opnieuw op bij DUO."
    )


def test_a_last_line_that_is_not_complete_means_that_the_file_was_cut_off():
    data = schools_file(school("00AB00"), school("00AC00"))
    cut = data[:-60] + b"\r\n"
    with pytest.raises(DuoFileError) as error:
        read(cut)
    assert error.value.message == (
        "Het bestand is afgebroken: regel 3, de laatste, is niet compleet. Haal het opnieuw op bij DUO."
    )


cells = st.text(
    st.characters(codec="cp1252", exclude_categories=("Cc", "Zl", "Zp"), exclude_characters="\x85"),
    max_size=30,
).map(str.strip)


@given(name=cells.filter(lambda text: any(c.isalpha() for c in text)), place=cells)
def test_any_name_survives_the_journey_through_a_file(name, place):
    data = catalogue_dialect(school_columns(), [school(VESTIGINGSNAAM=name, PLAATSNAAM=place)])
    try:
        file = read(data)
    except DuoFileError as error:
        assert "accent" in error.message  # noqa: PT017  text that looks like a damaged file is refused as a whole
        return
    assert [row.name.casefold() for row in file.rows] == [" ".join(name.split()).casefold()]


@given(st.binary(max_size=400))
def test_no_bytes_whatever_give_anything_but_rows_or_a_sentence(data):
    try:
        file = read(data)
    except DuoFileError as error:
        assert error.message.endswith(".")  # noqa: PT017  the sentence itself is what is tested
    else:
        assert file.rows or file.refused


@given(st.integers(min_value=1, max_value=900))
def test_a_file_cut_anywhere_is_refused_or_holds_only_whole_lines(cut):
    rows = [school("00AB00"), school("00AC00"), school("00AD00"), school("00AE00")]
    whole = read(schools_file(*rows)).rows
    try:
        file = read(schools_file(*rows)[:-cut])
    except DuoFileError:
        return
    assert file.rows == whole[: len(file.rows)]
    assert file.refused == ()
