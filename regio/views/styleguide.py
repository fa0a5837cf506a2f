"""The style guide: every component in every state, with the tag that made it.

Each example is a template in ``templates/regio/public/styleguide/``; the page shows
the example and its source, so that what is shown is always what was written.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.text import slugify

from regio.core import clock
from regio.forms.renderer import DateTimeWidget
from regio.views.base import public

FOLDER: Final = "regio/public/styleguide"


class ExampleForm(forms.Form):
    """One field of every kind, only for showing."""

    naam = forms.CharField(
        label="Naam van de contactpersoon",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Vul de naam van de contactpersoon in."},
    )
    email = forms.EmailField(
        label="E-mailadres",
        help_text="We sturen hier een bevestiging naartoe.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Vul een e-mailadres in.",
            "invalid": "Vul een e-mailadres in zoals naam@school.nl.",
        },
    )
    telefoon = forms.CharField(
        label="Telefoonnummer",
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    provincie = forms.ChoiceField(
        label="Provincie",
        choices=[("", "Kies een provincie"), ("li", "Limburg"), ("nb", "Noord-Brabant")],
        error_messages={"required": "Kies een provincie."},
    )
    sectoren = forms.MultipleChoiceField(
        label="Sectoren",
        choices=[("po", "Primair onderwijs"), ("so", "Speciaal onderwijs"), ("vo", "Voortgezet onderwijs")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Kies één of meer sectoren.",
        error_messages={"required": "Kies ten minste één sector."},
    )
    rol = forms.ChoiceField(
        label="Uw rol",
        choices=[("penvoerder", "Penvoerder"), ("deelnemer", "Deelnemer")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies uw rol."},
    )
    toelichting = forms.CharField(
        label="Toelichting",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Schrijf een korte toelichting.",
            "max_length": "De toelichting heeft %(show_value)s tekens. Er is plaats voor %(limit_value)s.",
        },
    )
    moment = forms.SplitDateTimeField(
        label="Sluitingsmoment",
        widget=DateTimeWidget,
        help_text="Datum en tijd in Nederland.",
        error_messages={"required": "Vul een datum en een tijd in."},
    )
    plan = forms.FileField(
        label="Plan als PDF",
        required=False,
        help_text="Ten hoogste 20 MB.",
        widget=forms.ClearableFileInput(
            attrs={"accept": "application/pdf", "data-max-bytes": 20 * 1024 * 1024}
        ),
    )
    akkoord = forms.BooleanField(
        label="Ik ben bevoegd om namens dit bestuur te handelen",
        error_messages={"required": "Bevestig dat u bevoegd bent."},
    )


class ExampleFilters(forms.Form):
    """The filters of the example list."""

    q = forms.CharField(label="Naam of plaats", required=False)
    sector = forms.ChoiceField(
        label="Sector",
        required=False,
        choices=[("", "Alle sectoren"), ("po", "Primair onderwijs"), ("vo", "Voortgezet onderwijs")],
    )
    status = forms.MultipleChoiceField(
        label="Status",
        required=False,
        choices=[("actief", "Actief"), ("voorlopig", "Voorlopig")],
        widget=forms.CheckboxSelectMultiple,
    )


@dataclass(frozen=True)
class Example:
    """One example: its name for people and the template that shows it."""

    name: str
    template: str

    @property
    def source(self) -> str:
        """The template as it was written, without the line that loads the tags."""
        loaded: Any = get_template(self.template)
        text: str = loaded.template.source
        return text.removeprefix("{% load ui %}").strip()

    @property
    def anchor(self) -> str:
        """The id of the example on the page."""
        return slugify(self.name)


@dataclass(frozen=True)
class Group:
    """Examples that belong together."""

    name: str
    examples: tuple[Example, ...]

    @property
    def anchor(self) -> str:
        """The id of the group on the page."""
        return f"groep-{slugify(self.name)}"


def _group(name: str, **examples: str) -> Group:
    return Group(
        name,
        tuple(Example(title, f"{FOLDER}/{file}.html") for file, title in examples.items()),
    )


GROUPS: Final = (
    _group(
        "Knoppen en links",
        buttons="Knoppen",
        links="Links en bestanden",
        details="Uitklapper",
        icons="Pictogrammen",
    ),
    _group(
        "Inhoud",
        section="Deel van een pagina",
        cards="Kaarten",
        key_figures="Kerncijfers",
        data_list="Gegevens op een rij",
        badges="Labels",
        alerts="Meldingen",
        empty="Niets gevonden",
    ),
    _group(
        "Voortgang",
        steps="Stappen",
        timeline="Tijdlijn",
        countdown="Aftellen",
    ),
    _group(
        "Navigatie",
        breadcrumbs="Kruimelpad",
        tabs="Tabbladen",
        side_nav="Menu opzij",
    ),
    _group(
        "Lijsten en tabellen",
        table="Tabel die op een telefoon rijen wordt",
        table_scroll="Tabel die zijn kolommen houdt",
        filtered_list="Lijst met filters",
    ),
    _group(
        "Cijfers en kaarten",
        chart_bar="Staafdiagram",
        chart_line="Lijndiagram",
        map_figure="Landkaart en legenda",
    ),
    _group("Formulieren", form="Alle soorten velden", fieldset="Velden bij elkaar, eigen knoppen"),
)

FULL_PAGES: Final = {
    "paginakop": "Kop van een pagina",
    "fouten": "Formulier met fouten",
    "bevestigen": "Bevestigen",
    "gesloten": "Te laat",
    "400": "Fout 400",
    "403": "Fout 403",
    "404": "Fout 404",
    "429": "Fout 429",
    "500": "Fout 500",
    "formulier-verlopen": "Formulier verlopen",
}

_PAGE_TEMPLATES: Final = {
    "paginakop": f"{FOLDER}/page_header.html",
    "fouten": f"{FOLDER}/errors.html",
    "bevestigen": f"{FOLDER}/confirm.html",
    "gesloten": "errors/closed.html",
    "formulier-verlopen": "errors/csrf.html",
}


@public
def index(request: HttpRequest) -> HttpResponse:
    """Show all components."""
    return render(
        request,
        "regio/public/styleguide.html",
        {
            "groups": GROUPS,
            "full_pages": FULL_PAGES,
            "example_form": ExampleForm(prefix="voorbeeld"),
            "example_filters": ExampleFilters(request.GET),
            "example_page": Paginator(range(240), 10).get_page(request.GET.get("pagina", 7)),
            "example_deadline": clock.now() + dt.timedelta(days=7, hours=2),
            "example_years": ["2019", "2020", "2021", "2022", "2023", "2024"],
            "example_series": [
                ("Primair onderwijs", [38, 42, 47.5, 55, 61, 66]),
                ("Voortgezet onderwijs", [31, 36, 40, None, 52, 58.5]),
            ],
            "example_one": [("Scholen", [120, 340, 560, 610, 720, 905])],
            "has_sample_data": True,
        },
    )


@public
def full_page(request: HttpRequest, page: str) -> HttpResponse:
    """Show something that takes a whole page, such as an error."""
    if page not in FULL_PAGES:
        raise Http404
    form = ExampleForm({"email": "naam@", "toelichting": "x" * 501}, prefix=None)
    return render(
        request,
        _PAGE_TEMPLATES.get(page, f"errors/{page}.html"),
        {
            "form": form if page == "fouten" else None,
            "title": "De inschrijving is gesloten",
            "reason": (
                "De inschrijving sloot op zaterdag 29 april 2023 om 23.59.59 uur. "
                "Uw aanvraag kwam 2 seconden later aan."
            ),
            "safe": "Uw concept is bewaard. U kunt het nog lezen en downloaden, maar niet meer indienen.",
            "next_href": "/mijn/",
            "next_label": "Naar uw concept",
            "minutes": 5,
        },
    )
