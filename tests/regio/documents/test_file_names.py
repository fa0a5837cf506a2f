"""The name of a file says what it is, and does nothing else."""

import pytest

from regio.core.files.kinds import DOCX, JPEG, PDF
from regio.core.files.names import clean_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("Plan van aanpak.PDF", "Plan van aanpak.pdf"),
        ("plan versie 1.2.pdf", "plan versie 1.2.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\plan.pdf", "plan.pdf"),
        (r"C:\Users\jan\plan.docx", "plan.pdf"),
        ("plan.pdf.exe", "plan.pdf"),
        ("plan.html.pdf", "plan.pdf"),
        ("plan.exe .pdf", "plan.pdf"),
        ("plan\u202efdp.exe", "planfdp.pdf"),
        ("plan\u2066\u200b\ufeff.pdf", "plan.pdf"),
        ("plan\0.pdf", "plan.pdf"),
        ("plan\r\nX-Kop: y.pdf", "plan X-Kop- y.pdf"),
        ("plan\u2028deel.pdf", "plan deel.pdf"),
        ('a"<b>|c?.pdf', "a-b-c-.pdf"),
        ("CON.pdf", "bestand-CON.pdf"),
        ("lpt1", "bestand-lpt1.pdf"),
        (".pdf", "bestand.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("", "bestand.pdf"),
        ("...", "bestand.pdf"),
        ("e\u0301e\u0301n.pdf", "één.pdf"),
        ("x" * 500 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_become_plain_names(sent, kept):
    assert clean_name(sent, PDF) == kept


def test_the_ending_becomes_that_of_what_the_file_is():
    assert [clean_name("verslag.pdf", kind) for kind in (DOCX, JPEG)] == ["verslag.docx", "verslag.jpg"]
