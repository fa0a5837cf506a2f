"""Vestigingsnummers out of lists as people have them."""

import io

import pytest
from openpyxl import Workbook

from onderwijsregios.core.school_codes import MOST_ROWS, codes_in_file, codes_in_text
from regio.core.files.kinds import Unusable


def in_file(data):
    return codes_in_file(io.BytesIO(data), size=len(data))


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", []),
        ("00AP00\n\n 00ar00 \n00AP00", ["00AP00", "00AR00"]),
        ("00AP00, 00AR00;00AS00", ["00AP00", "00AR00", "00AS00"]),
        ("De Regenboog\t00AP00\nDe Zonnebloem\t00AR00", ["00AP00", "00AR00"]),
        ("vestigingsnummer\n00AP00", ["00AP00"]),
        ("De Regenboog\n00AP00", ["De Regenboog", "00AP00"]),
        ("00AP00\n00AP0", ["00AP00", "00AP0"]),
    ],
)
def test_a_pasted_list_gives_its_codes_and_shows_back_what_is_none(text, codes):
    assert codes_in_text(text) == codes


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfnaam;vestigingsnummer\r\nDe Boog;00AP00\r\nDe Zon;00AR00\r\n",
        b'naam,vestigingscode\n"Boog, De",00AP00\nZon,00AR00\n',
        "naam;vestigingsnummer\nBoôg;00AP00\nZon;00AR00\n".encode("cp1252"),
    ],
)
def test_csv_is_read_as_programs_save_it(data):
    assert in_file(data) == ["00AP00", "00AR00"]


def test_a_workbook_is_read_from_its_first_sheet():
    data = workbook(
        ["Naam", "BRIN6"], ["De Boog", "00AP00"], ["De Zon", "00ar00"], [None, None], ["Fout", 12]
    )
    assert in_file(data) == ["00AP00", "00AR00", "Fout"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Dit bestand is leeg."),
        (b"x" * (2 * 1024 * 1024 + 1), "groter dan 2 MB"),
        (b"PK\x03\x04 geen zip", "bestand"),
        (b"00AP00\n\0", "Dit is geen CSV of XLSX"),
        (b"00AP00\n" * (MOST_ROWS + 2), "meer dan 5.000 regels"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_reason(data, sentence):
    with pytest.raises(Unusable, match=sentence):
        in_file(data)
