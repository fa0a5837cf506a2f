"""``manage.py import_duo``: what people see."""

import datetime as dt
import gzip
import io
import os

import pytest
from django.core.management import CommandError, call_command

from regio.core import clock
from regio.models import DataSource, School
from tests.factories.regio import MunicipalityFactory
from tests.regio.duo.files import board, board_columns, numbered_dialect, school, schools_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(tmp_path):
    """Write a file, import it and return what was printed."""
    MunicipalityFactory(code="GM0307", name="Amersfoort")

    def call(data: bytes, *options: str, name: str = "vestigingenbo.csv") -> list[str]:
        path = tmp_path / name
        path.write_bytes(data)
        os.utime(path, (0, dt.datetime(2026, 10, 2, 12, tzinfo=clock.AMSTERDAM).timestamp()))
        out = io.StringIO()
        call_command("import_duo", str(path), *options, stdout=out)
        return out.getvalue().splitlines()

    return call


def test_a_gzipped_file_is_imported_for_the_day_on_which_it_was_saved(call):
    with clock.moved_to(dt.datetime(2026, 11, 1, tzinfo=dt.UTC)):
        printed = call(gzip.compress(schools_file(school())), name="vestigingenbo.csv.gz")
    assert printed == [
        "Nieuw: 00AB00 It Bûtenplak (regel 2)",
        "Bestand: vestigingenbo.csv.gz (vestigingen basisonderwijs), peildatum 02-10-2026",
        "Nieuw: 1",
        "Gewijzigd: 0",
        "Ongewijzigd: 0",
        "Verdwenen: 0",
        "Geweigerde regels: 0",
        "Nieuwe bestuursnummers: 1",
        "Er is geen peildatum opgegeven; als peildatum geldt 02-10-2026.",
    ]
    assert School.objects.get().source.reference_date == dt.date(2026, 10, 2)


def test_a_dry_run_says_that_nothing_changed(call):
    printed = call(schools_file(school()), "--dry-run", "--peildatum", "2026-09-01")
    assert printed[-1] == "Dit was een proef: er is niets gewijzigd."
    assert not School.objects.exists()
    assert not DataSource.objects.filter(code__startswith="duo-").exists()


def test_long_reports_are_shortened_unless_asked(call):
    data = schools_file(*(school(f"{n % 100:02d}A{chr(65 + n // 100)}00") for n in range(210)))
    short = call(data, "--dry-run")
    assert short[200] == "… en nog 10; toon ze met --alles."
    assert len(call(data, "--dry-run", "--alles")) == len(short) + 9


def test_an_unusable_file_is_one_dutch_sentence(call, tmp_path):
    with pytest.raises(CommandError) as error:
        call(b"<html><body>503</body></html>\n")
    assert str(error.value) == (
        "Dit is een webpagina, geen csv-bestand. Misschien gaf de website een foutmelding; "
        "haal het bestand opnieuw op."
    )
    with pytest.raises(CommandError, match="kan niet worden gelezen"):
        call_command("import_duo", str(tmp_path / "weg.csv"))


def test_the_kind_and_the_day_can_be_given(call):
    data = numbered_dialect(board_columns(), [board()])
    with pytest.raises(CommandError, match="Geef de soort op"):
        call(data, name="lijst.csv")
    printed = call(data, "--soort", "besturen-vo", "--peildatum", "2026-09-01", name="lijst.csv")
    assert printed[1] == "Bestand: lijst.csv (besturen voortgezet onderwijs), peildatum 01-09-2026"
    with pytest.raises(CommandError, match="is geen datum; schrijf bijvoorbeeld 2026-10-01"):
        call(data, "--peildatum", "1 september")
