"""Forms are drawn with our markup, and nothing typed is lost."""

import re

import pytest
from django import forms
from django.test import RequestFactory

from regio.core import clock
from regio.forms.renderer import DateTimeWidget
from tests.regio.ui.test_components import render


class Contact(forms.Form):
    naam = forms.CharField(label="Uw naam", error_messages={"required": "Vul uw naam in."})
    vraag = forms.CharField(
        label="Uw vraag", max_length=20, help_text="In het kort.", required=False, widget=forms.Textarea
    )
    kanaal = forms.ChoiceField(
        label="Antwoord per",
        choices=[("mail", "E-mail"), ("tel", "Telefoon")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies hoe u antwoord wilt."},
    )
    moment = forms.SplitDateTimeField(label="Moment", required=False, widget=DateTimeWidget)
    akkoord = forms.BooleanField(label="Akkoord", error_messages={"required": "Geef akkoord."})
    geheim = forms.CharField(widget=forms.HiddenInput, required=False)


def field(form, name):
    return str(form[name].as_field_group())


def test_field_ties_label_help_and_error_to_its_control():
    html = field(Contact({"vraag": "x" * 21}), "vraag")
    assert '<label class="utrecht-form-label field__label" for="id_vraag">Uw vraag' in html
    assert 'aria-describedby="id_vraag_helptext id_vraag_error id_vraag_counter"' in html
    assert 'aria-invalid="true"' in html
    assert re.findall(r'id="(id_vraag\w*)"', html) == [
        "id_vraag_helptext",
        "id_vraag_error",
        "id_vraag",
        "id_vraag_counter",
    ]


def test_textarea_counts_but_never_cuts_off_what_was_pasted():
    html = field(Contact({"vraag": "x" * 21}), "vraag")
    assert 'data-counter="20"' in html
    assert "maxlength" not in html
    assert "x" * 21 in html


def test_only_fields_that_may_stay_empty_say_so():
    form = Contact()
    marked = [bound.name for bound in form.visible_fields() if "(niet verplicht)" in field(form, bound.name)]
    assert marked == ["vraag", "moment"]


def test_form_can_leave_out_the_marks():
    class Filters(forms.Form):
        mark_optional = False
        q = forms.CharField(label="Zoek", required=False)

    assert "(niet verplicht)" not in field(Filters(), "q")


def test_choices_are_a_group_with_a_legend_and_a_label_for_each():
    html = field(Contact({}), "kanaal")
    assert re.search(r'<fieldset[^>]*aria-describedby="id_kanaal_error"[^>]*role="radiogroup"', html)
    assert "<legend" in html
    assert re.findall(r'<label class="choice__label" for="(\w+)">([^<]*)</label>', html) == [
        ("id_kanaal_0", "E-mail"),
        ("id_kanaal_1", "Telefoon"),
    ]


def test_moment_is_a_date_and_a_time_that_keep_what_was_typed():
    html = field(Contact({"moment_0": "2023-04-29", "moment_1": "23:59:59"}), "moment")
    assert re.findall(r'<label class="datetime__label" for="(\w+)">(\w+)</label>', html) == [
        ("id_moment_0", "Datum"),
        ("id_moment_1", "Tijd"),
    ]
    assert 'type="date" name="moment_0" value="2023-04-29"' in html
    assert 'type="time" name="moment_1" value="23:59:59"' in html


def test_moment_shows_the_time_in_the_netherlands():
    closes = clock.amsterdam(day=clock.dt.date(2023, 4, 29), time=clock.dt.time(23, 59, 59))
    html = field(Contact(initial={"moment": closes}), "moment")
    assert re.findall(r'value="([^"]*)"', html) == ["2023-04-29", "23:59:59"]


def test_error_summary_links_each_error_to_a_control_that_can_take_focus():
    form = Contact({"vraag": "x" * 21, "moment_0": "gisteren"})
    html = render("{% ui_error_summary form %}", form=form)
    summary = re.findall(r'<a href="#(\w+)">([^<:]*)', html)
    assert summary == [
        ("id_naam", "Uw naam"),
        ("id_vraag", "Uw vraag"),
        ("id_kanaal_0", "Antwoord per"),
        ("id_moment_0", "Moment"),
        ("id_akkoord", "Akkoord"),
    ]
    drawn = render("{% ui_form form %}{% endui_form %}", form=form)
    assert [name for name, _label in summary if f'id="{name}"' not in drawn] == []


def test_error_summary_of_a_good_or_untouched_form_is_nothing():
    assert render("{% ui_error_summary form %}", form=Contact()) == ""


def test_error_summary_also_takes_formsets_and_lists_and_whole_form_errors():
    formset = forms.formset_factory(Contact, extra=0)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-naam": "Jansen"}
    )
    other = Contact({"naam": "J", "kanaal": "mail", "akkoord": "on"})
    other.add_error(None, "De ronde is gesloten.")
    html = render("{% ui_error_summary forms %}", forms=[formset, other])
    assert re.findall(r'<a href="#([\w-]+)">', html) == ["id_form-0-kanaal_0", "id_form-0-akkoord"]
    assert "<li>De ronde is gesloten.</li>" in html
    assert "Er zijn 3 dingen niet goed ingevuld" in html


def test_form_carries_its_token_its_hidden_fields_and_its_file_encoding():
    class Upload(forms.Form):
        plan = forms.FileField(label="Plan")
        versie = forms.IntegerField(widget=forms.HiddenInput)

    html = render(
        "{% ui_form form submit='Verstuur' cancel_href='/terug/' guard=True %}{% endui_form %}",
        form=Upload(initial={"versie": 3}),
        csrf_token="het-token",
    )
    assert 'enctype="multipart/form-data" data-guard novalidate' in html
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="het-token">' in html
    assert '<input type="hidden" name="versie" value="3" id="id_versie">' in html
    assert re.findall(r'<span class="nl-button__label">([^<]*)', html) == ["Verstuur", "Annuleren"]


def test_form_body_and_actions_replace_fields_and_button():
    html = render(
        "{% ui_form form %}{% ui_field form.naam %}"
        "{% ui_slot 'actions' %}{% ui_button 'Dien in' name='actie' value='dien_in' %}{% endui_slot %}"
        "{% endui_form %}",
        form=Contact(),
    )
    assert re.findall(r' name="(\w+)"', html) == ["geheim", "naam", "actie"]


@pytest.mark.parametrize(("data", "title"), [(None, "Contact – Regio"), ({}, "Fout: Contact – Regio")])
def test_title_of_the_page_starts_with_fout_after_errors(data, title):
    source = "{% extends 'base.html' %}{% block title %}Contact{% endblock %}"
    from django.template import engines

    request = RequestFactory().get("/")
    html = engines["django"].from_string(source).render({"form": Contact(data), "user": None}, request=None)
    assert request.path == "/"
    assert re.search(r"<title>(.*?)-infra", html)[1] == title
