"""Sorting, paging and filtering stay in the address."""

import re

import pytest
from django import forms
from django.core.paginator import Paginator

from tests.regio.ui.test_components import render


class Filters(forms.Form):
    q = forms.CharField(label="Naam", required=False)
    sector = forms.MultipleChoiceField(
        label="Sector",
        required=False,
        choices=[("Onderwijs", [("po", "Primair onderwijs")]), ("vo", "Voortgezet onderwijs")],
        widget=forms.CheckboxSelectMultiple,
    )
    open = forms.BooleanField(label="Alleen open", required=False)


def links(html):
    return [address.replace("&amp;", "&") for address in re.findall(r'href="([^"]*)"', html)]


@pytest.mark.parametrize(
    ("address", "sort", "state", "link"),
    [
        ("/", "", None, "?sorteer=naam"),
        ("/?sorteer=naam", "", "ascending", "?sorteer=-naam"),
        ("/?sorteer=-naam", "", "descending", "?sorteer=naam"),
        ("/", "naam", "ascending", "?sorteer=-naam"),
        ("/?sector=po&sector=vo&pagina=4", "", None, "?sector=po&sector=vo&sorteer=naam"),
    ],
)
def test_sortable_header_says_how_the_list_is_sorted_and_turns_it_round(address, sort, state, link):
    html = render(
        "{% ui_table caption='Lijst' sort_default=sort %}{% ui_th 'Naam' sort='naam' %}{% endui_table %}",
        address,
        sort=sort,
    )
    found = re.search(r'aria-sort="(\w+)"', html)
    assert (found and found[1], links(html)) == (state, [link])


def test_header_without_sort_is_plain_text():
    assert render("{% ui_th 'Status' %}") == '<th scope="col" class="utrecht-table__header-cell">Status</th>'


def test_table_that_keeps_its_columns_is_a_named_region_that_takes_focus():
    html = render("{% ui_table caption='Scores per lid' stack=False %}{% endui_table %}")
    assert 'role="region" aria-labelledby="tabel-scores-per-lid" tabindex="0"' in html
    assert 'id="tabel-scores-per-lid">Scores per lid</caption>' in html


def test_pagination_links_to_neighbours_and_ends_and_keeps_the_filters():
    page = Paginator(range(240), 10).get_page(7)
    html = render("{% ui_pagination page=page %}", "/?sector=po&pagina=7", page=page)
    assert links(html) == [f"?sector=po&pagina={number}" for number in (6, 1, 6, 7, 8, 24, 8)]
    assert html.count('aria-current="page"') == 1


def test_pagination_of_a_single_page_is_nothing():
    assert render("{% ui_pagination page=page %}", page=Paginator([1], 10).get_page(1)) == ""


def test_filtered_list_shows_a_chip_for_each_filter_that_takes_only_itself_away():
    address = "/?q=maas&sector=po&sector=vo&open=on&sorteer=-naam&pagina=3"
    form = Filters({"q": "maas", "sector": ["po", "vo"], "open": "on"})
    html = render(
        "{% ui_filtered_list form=form count=1234 many='regio\\'s' %}lijst{% endui_filtered_list %}",
        address,
        form=form,
    )
    chips = re.findall(r'class="chip" href="([^"]*)">.*?<span>(.*?): <strong>(.*?)</strong>', html)
    assert [(link.replace("&amp;", "&"), field, value) for link, field, value in chips] == [
        ("?sector=po&sector=vo&open=on&sorteer=-naam", "Naam", "maas"),
        ("?q=maas&sector=vo&open=on&sorteer=-naam", "Sector", "Primair onderwijs"),
        ("?q=maas&sector=po&open=on&sorteer=-naam", "Sector", "Voortgezet onderwijs"),
        ("?q=maas&sector=po&sector=vo&sorteer=-naam", "Alleen open", "ja"),
    ]
    assert "<strong>1.234</strong> regio" in html
    assert re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html) == [("sorteer", "-naam")]
    assert '<a class="nl-link" href="?sorteer=-naam">Wis filters</a>' in html


def test_filtered_list_without_filters_has_no_chips_and_counts_one_in_the_singular():
    html = render(
        "{% ui_filtered_list form=form count=1 one='school' many='scholen' %}{% endui_filtered_list %}",
        form=Filters({}),
    )
    assert "<strong>1</strong> school<" in html
    assert 'class="chip"' not in html
    assert "Wis filters" not in html
