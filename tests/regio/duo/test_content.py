"""Bytes become text, or a Dutch sentence about what is wrong."""

import gzip
import io
import zipfile

import pytest

from regio.core.duo.content import MAX_BYTES, DuoFileError, read_content
from tests.regio.duo.files import catalogue_dialect, numbered_dialect, school, school_columns, schools_file


def test_both_dialects_give_the_same_text():
    rows = [school(VESTIGINGSNAAM='Basisschool "Fryslân"')]
    numbered = read_content(numbered_dialect(school_columns(), rows))
    catalogue = read_content(catalogue_dialect(school_columns(), rows))
    assert (numbered.delimiter, numbered.encoding) == (";", "Windows-1252")
    assert (catalogue.delimiter, catalogue.encoding) == (",", "UTF-8")
    assert '"Basisschool ""Fryslân"""' in numbered.lines[1]
    assert '"Basisschool ""Fryslân"""' in catalogue.lines[1]


def test_a_gzipped_file_is_the_same_file():
    data = schools_file(school())
    assert read_content(gzip.compress(data)) == read_content(data)


def _xlsx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Het bestand is leeg. Haal het opnieuw op bij DUO."),
        (b"\r\n \r\n", "Het bestand is leeg. Haal het opnieuw op bij DUO."),
        (
            _xlsx(),
            "Dit is een Excel- of zip-bestand. Kies bij DUO de csv-versie, of pak het zip-bestand eerst uit.",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Dit is een oud Excel-bestand. Kies bij DUO de csv-versie."),
        (b"%PDF-1.7\n", "Dit is een pdf-bestand. Kies bij DUO de csv-versie."),
        (
            b"\n<!DOCTYPE html><html><body>404</body></html>\n",
            (
                "Dit is een webpagina, geen csv-bestand. Misschien gaf de website een foutmelding; "
                "haal het bestand opnieuw op."
            ),
        ),
        (b'{"result": []}\n', "Dit is een json-bestand. Kies bij DUO de csv-versie."),
        (
            schools_file(school()).decode("cp1252").encode("utf-16"),
            (
                "Dit bestand is opgeslagen als UTF-16 of is geen tekst. "
                "Gebruik het bestand zoals DUO het levert, of sla het op als UTF-8."
            ),
        ),
        (
            schools_file(school()).decode("cp1252").encode("utf-16-le"),
            (
                "Dit bestand is opgeslagen als UTF-16 of is geen tekst. "
                "Gebruik het bestand zoals DUO het levert, of sla het op als UTF-8."
            ),
        ),
        (
            schools_file(school(), school("00AC00")).decode("cp1252").encode("cp850"),
            (
                "De tekencodering is niet UTF-8 en niet Windows-1252 (regel 2). "
                "Gebruik het bestand zoals DUO het levert."
            ),
        ),
        (
            schools_file(school()).decode("cp1252").encode("mac-roman"),
            (
                "De tekencodering is niet UTF-8 en niet Windows-1252 (regel 2). "
                "Gebruik het bestand zoals DUO het levert."
            ),
        ),
        (
            schools_file(school()).decode("cp1252").encode().decode("cp1252").encode(),
            (
                "Letters met een accent zijn eerder verloren gegaan (regel 2). "
                "Gebruik het bestand zoals DUO het levert."
            ),
        ),
        (
            schools_file(school()).decode("ascii", errors="replace").encode(),
            (
                "Letters met een accent zijn eerder verloren gegaan (regel 2). "
                "Gebruik het bestand zoals DUO het levert."
            ),
        ),
        (
            schools_file(school())[:-1] + b"x",
            "Het bestand is afgebroken: regel 2 heeft geen einde. Haal het opnieuw op bij DUO.",
        ),
        (gzip.compress(schools_file(school()))[:-20], "Het gz-bestand is afgebroken. Haal het opnieuw op."),
        (
            gzip.compress(schools_file(school()))[:15]
            + b"kapot"
            + gzip.compress(schools_file(school()))[20:],
            "Het gz-bestand is beschadigd en kan niet worden uitgepakt. Haal het opnieuw op.",
        ),
        (
            gzip.compress(b"0" * (MAX_BYTES + 1)),
            "Het uitgepakte bestand is groter dan 64 MB. Dat is geen adressenbestand van DUO.",
        ),
        (
            b"zomaar een regel\n",
            "De eerste regel bevat geen kolomnamen met ; of , ertussen. Dit is geen csv-bestand van DUO.",
        ),
    ],
)
def test_a_file_that_is_something_else_is_refused_with_what_to_do(data, sentence):
    with pytest.raises(DuoFileError) as error:
        read_content(data)
    assert error.value.message == sentence


@pytest.mark.parametrize("cut", [1, 2, 10, 200, 400])
def test_a_file_cut_in_the_middle_of_a_line_is_refused(cut):
    data = schools_file(school("00AB00"), school("00AC00"), school("00AD00"))
    with pytest.raises(DuoFileError, match="afgebroken"):
        read_content(data[:-cut])


def test_utf8_cut_in_the_middle_of_a_letter_is_not_taken_for_another_encoding_silently():
    data = catalogue_dialect(school_columns(), [school(), school("00AC00")])
    cut = data[: data.rindex("û".encode()) + 1]
    with pytest.raises(DuoFileError):
        read_content(cut)
