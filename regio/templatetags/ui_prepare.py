"""What the components of ``ui`` work out before their template is rendered.

Each function takes the declared inputs and the context of the page, and returns the
values for the template. None of them queries the database.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Page
from django.template.context import Context
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import capfirst, slugify

from regio.core import clock
from regio.core.charts import draw_chart
from regio.core.components import Values, enclosing
from regio.core.icons import ICONS
from regio.core.registry import programmes

SORT_PARAM: Final = "sorteer"
PAGE_PARAM: Final = "pagina"

ALERT_ICONS: Final = {"info": "info", "success": "check", "warning": "alert", "error": "error"}
ALERT_NAMES: Final = {
    "info": "Informatie",
    "success": "Gelukt",
    "warning": "Let op",
    "error": "Fout",
}


Address = list[tuple[str, str]]
"""The parameters in the address of the page, in order, repeated names included."""


def _address(context: Context, *, without: Iterable[str] = ()) -> Address:
    dropped = {PAGE_PARAM, *without}
    return [
        (name, value)
        for name, values in context["request"].GET.lists()
        if name not in dropped
        for value in values
    ]


def _link(address: Address) -> str:
    return f"?{urlencode(address)}"


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return number_format(value, force_grouping=True)


def main_menu(values: Values, context: Context) -> Values:
    """List the programmes from the registry, then the shared pages."""
    entries = [(p.key, capfirst(p.label_plural), reverse(p.list_url)) for p in programmes()]
    entries += [
        ("regiokaart", "Regiokaart", reverse("map")),
        ("voorlopers", "Voorlopers", "/voorlopers/"),  # of a programme that regio does not know
        ("over", "Over", reverse("about")),
    ]
    return {**values, "entries": entries}


def count(values: Values, context: Context) -> Values:
    """Write the count as Dutch readers do: 1.234."""
    return {**values, "count": _number(values["count"])}


def key_figure(values: Values, context: Context) -> Values:
    """Write the figure as Dutch readers do; a text stays as it is."""
    return {**values, "value": _number(values["value"])}


def icon(values: Values, context: Context) -> Values:
    """Find the path of the icon."""
    return {**values, "path": ICONS[values["name"]]}


def alert(values: Values, context: Context) -> Values:
    """Add the icon of the level, and its name for who cannot see colour or icon."""
    level = values["level"]
    return {**values, "icon": ALERT_ICONS[level], "level_name": ALERT_NAMES[level]}


def messages(values: Values, context: Context) -> Values:
    """Sort Django's messages into our levels, with the most serious word for the reader."""
    listed = [
        {
            "level": message.level_tag if message.level_tag in ALERT_ICONS else "info",
            "text": message.message,
        }
        for message in values["messages"] or ()
    ]
    return {**values, "listed": listed}


def countdown(values: Values, context: Context) -> Values:
    """Put the time that is left into words, by the portal's clock."""
    now = clock.now()
    until: dt.datetime = values["until"]
    return {**values, "now": now.replace(microsecond=0), "words": remaining_words(until - now)}


def remaining_words(left: dt.timedelta) -> str:
    """Say how much time is left, rounded down, in the largest unit that fits."""
    minutes = int(left.total_seconds() // 60)
    if left.total_seconds() <= 0:
        return "gesloten"
    if minutes < 1:
        return "nog minder dan een minuut"
    for size, one, many in ((1440, "dag", "dagen"), (60, "uur", "uur"), (1, "minuut", "minuten")):
        amount = minutes // size
        if amount >= 2 or (amount == 1 and size == 1):  # "nog 30 uur" says more than "1 dag"
            return f"nog {amount} {one if amount == 1 else many}"
    return f"nog {minutes} minuten"


def table(values: Values, context: Context) -> Values:
    """Give the caption an id, so that a scroll region can be named after it."""
    return {**values, "caption_id": f"tabel-{slugify(values['caption'])}"}


def th(values: Values, context: Context) -> Values:
    """Work out the state of a sortable header and the address that its link leads to."""
    key = values["sort"]
    if not key:
        return values
    around = enclosing(context, "ui_table") or {}
    current = dict(_address(context)).get(SORT_PARAM) or around.get("sort_default", "")
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
    wanted = f"-{key}" if direction == "ascending" else key
    return {
        **values,
        "direction": direction,
        "href": _link([*_address(context, without=[SORT_PARAM]), (SORT_PARAM, wanted)]),
        "icon": {"ascending": "arrow-up", "descending": "arrow-down", "none": "sort"}[direction],
    }


def pagination(values: Values, context: Context) -> Values:
    """Work out the addresses of the pages, with the filters of the list kept."""
    page: Page[Any] = values["page"]
    kept = _address(context, without=[values["param"]])

    def href(number: int) -> str:
        return _link([*kept, (values["param"], str(number))])

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        **values,
        "entries": [
            {"number": number, "href": href(number)}
            if isinstance(number, int)
            else {"number": None, "href": ""}
            for number in numbers
        ],
        "previous_href": href(page.previous_page_number()) if page.has_previous() else "",
        "next_href": href(page.next_page_number()) if page.has_next() else "",
    }


def filtered_list(values: Values, context: Context) -> Values:
    """Find the active filters and what else of the address must survive the form."""
    form: forms.BaseForm = values["form"]
    carried = _address(context, without=[bound.html_name for bound in form])
    total = values["count"]
    return {
        **values,
        "count": _number(total),
        "noun": values["one"] if total == 1 else values["many"],
        "chips": list(_active_filters(form, _address(context))),
        "carried": carried,
        "cleared_href": _link(carried),
    }


def _active_filters(form: forms.BaseForm, address: Address) -> Iterator[Values]:
    fields = {bound.html_name: bound for bound in form.visible_fields()}
    for entry in address:
        name, value = entry
        if name in fields and value.strip():
            yield {
                "field": fields[name].label,
                "value": _filter_value(fields[name], value),
                "href": _link([other for other in address if other != entry]),
            }


def _filter_value(bound: forms.BoundField, value: str) -> str:
    """Say a filter's value in words: a choice by its label, a tick box by "ja"."""
    if isinstance(bound.field, forms.ModelChoiceField):
        # Its choices would be a query; the cleaned object is there already.
        chosen = getattr(bound.form, "cleaned_data", {}).get(bound.name)
        return str(chosen) if chosen is not None else value
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return "ja"
    for key, label in getattr(bound.field, "choices", ()):
        group = label if isinstance(label, list | tuple) else [(key, label)]
        for choice, name in group:
            if str(choice) == value:
                return str(name)
    return value


def chart(values: Values, context: Context) -> Values:
    """Draw the chart."""
    drawing = draw_chart(kind=values["kind"], labels=list(values["labels"]), series=list(values["series"]))
    return {**values, "drawing": drawing}


def errors_of(form: object) -> list[Values]:
    """List the errors of a form, a formset or a list of them, with where each belongs."""
    if form is None or form == "":
        return []
    if isinstance(form, forms.BaseForm):
        return list(_form_errors(form))
    if isinstance(form, forms.BaseFormSet):
        if not form.is_bound:
            return []
        own = [{"text": text, "href": "", "label": ""} for text in form.non_form_errors()]
        return own + [error for each in form.forms for error in _form_errors(each)]
    if isinstance(form, Iterable):
        return [error for each in form for error in errors_of(each)]
    return []


def _form_errors(form: forms.BaseForm) -> Iterator[Values]:
    for name, errors in form.errors.items():
        bound = form[name] if name in form.fields else None
        hidden = bound is not None and bound.is_hidden
        for text in errors:
            yield {
                "text": text,
                "label": bound.label if bound is not None and not hidden else "",
                "href": f"#{_focus_id(bound)}" if bound is not None and not hidden else "",
            }


def _focus_id(bound: forms.BoundField) -> str:
    """Return the id of the control that can take focus: in a group, the first one."""
    if bound.use_fieldset:
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id


def error_summary(values: Values, context: Context) -> Values:
    """Collect the errors."""
    return {**values, "errors": errors_of(values["form"])}
