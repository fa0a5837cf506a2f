"""The portal's components as template tags: ``{% load ui %}``.

The cheat sheet is ``docs/design-system.md``, every state can be seen at
``/stijlgids/``. A component is declared here once; its template in
``templates/ui/`` repeats the inputs in its first lines for whoever reads it there.
"""

from typing import Final

from django import template

from regio.core.components import REQUIRED, Component, register_component, register_slot_tag
from regio.core.icons import ICONS
from regio.templatetags import ui_prepare as prepare

register = template.Library()
register_slot_tag(register)

LEVELS: Final = ("info", "success", "warning", "error")
TONES: Final = ("neutral", "info", "success", "warning", "danger", "accent")
VARIANTS: Final = ("primary", "secondary", "subtle", "danger", "link")

COMPONENTS: Final = (
    # Page
    Component("main_menu", {"current": ""}, prepare=prepare.main_menu),
    Component("breadcrumbs", {"label": "Kruimelpad"}, body=True),
    Component("crumb", {"label": REQUIRED, "href": ""}),
    Component(
        "page_header",
        {"title": REQUIRED, "kicker": "", "lead": "", "sample": False},
        body=True,
        slots=("actions",),
    ),
    Component(
        "section",
        {"title": REQUIRED, "id": "", "level": 2, "lead": ""},
        body=True,
        slots=("actions",),
        choices={"level": (2, 3)},
    ),
    Component("side_nav", {"label": REQUIRED}, body=True),
    Component("side_nav_item", {"label": REQUIRED, "href": REQUIRED, "current": False}),
    Component("tabs", {"label": REQUIRED}, body=True),
    Component(
        "tab",
        {"label": REQUIRED, "href": REQUIRED, "current": False, "count": None},
        prepare=prepare.count,
    ),
    Component("details", {"summary": REQUIRED, "open": False}, body=True),
    # Content
    Component("card_grid", {"columns": 3}, body=True, choices={"columns": (2, 3, 4)}),
    Component(
        "card",
        {"title": REQUIRED, "href": "", "kicker": "", "sample": False, "level": 3, "area": None},
        body=True,
        slots=("footer",),
        choices={"level": (2, 3, 4), "area": (None, *range(1, 9))},
    ),
    Component("key_figures", {}, body=True),
    Component(
        "key_figure",
        {"value": REQUIRED, "label": REQUIRED, "source": "", "href": ""},
        prepare=prepare.key_figure,
    ),
    Component("data_list", {}, body=True),
    Component("data", {"label": REQUIRED}, body=True),
    Component("badge", {"label": REQUIRED, "tone": "neutral"}, choices={"tone": TONES}),
    Component("sample_badge", {}),
    Component("sample_banner", {}),
    Component(
        "alert",
        {"level": "info", "title": "", "live": False},
        body=True,
        choices={"level": LEVELS},
        prepare=prepare.alert,
    ),
    Component("messages", {"messages": REQUIRED}, prepare=prepare.messages),
    Component("empty", {"title": REQUIRED}, body=True, slots=("actions",)),
    Component("steps", {"label": REQUIRED}, body=True),
    Component(
        "step",
        {"label": REQUIRED, "state": "todo", "href": ""},
        body=True,
        choices={"state": ("done", "current", "todo", "warning", "error")},
    ),
    Component("timeline", {}, body=True),
    Component("event", {"title": REQUIRED, "moment": None}, body=True),
    Component("countdown", {"until": REQUIRED}, prepare=prepare.countdown),
    Component("file_link", {"label": REQUIRED, "href": REQUIRED, "kind": "", "size": None}),
    Component("icon", {"name": REQUIRED}, choices={"name": tuple(ICONS)}, prepare=prepare.icon),
    # Tables and lists
    Component(
        "table",
        {"caption": REQUIRED, "stack": True, "sort_default": "", "hide_caption": False},
        body=True,
        prepare=prepare.table,
    ),
    Component("th", {"label": REQUIRED, "sort": "", "numeric": False}, prepare=prepare.th),
    Component(
        "pagination",
        {"page": REQUIRED, "param": "pagina", "label": "Pagina's"},
        prepare=prepare.pagination,
    ),
    Component(
        "filtered_list",
        {"form": REQUIRED, "count": REQUIRED, "one": "resultaat", "many": "resultaten"},
        body=True,
        slots=("tools",),
        prepare=prepare.filtered_list,
    ),
    # Figures and maps
    Component(
        "chart",
        {
            "title": REQUIRED,
            "labels": REQUIRED,
            "series": REQUIRED,
            "kind": "bar",
            "unit": "",
            "source": "",
            "label_name": "Jaar",
        },
        choices={"kind": ("bar", "line")},
        prepare=prepare.chart,
    ),
    Component("map_figure", {"title": REQUIRED, "source": ""}, body=True, slots=("legend",)),
    Component("legend_item", {"label": REQUIRED, "layer": REQUIRED, "href": ""}),
    Component("map_patterns", {}),
    # Buttons and forms
    Component(
        "button",
        {
            "label": REQUIRED,
            "href": "",
            "variant": "primary",
            "type": "submit",
            "name": "",
            "value": "",
            "form": "",
            "id": "",
            "icon": "",
            "disabled": False,
        },
        choices={"variant": VARIANTS, "type": ("submit", "button", "reset"), "icon": ("", *ICONS)},
    ),
    Component("actions", {}, body=True),
    Component(
        "post_button",
        {"label": REQUIRED, "action": REQUIRED, "variant": "secondary", "name": "", "value": ""},
        choices={"variant": VARIANTS},
    ),
    Component(
        "form",
        {
            "form": REQUIRED,
            "submit": "Opslaan",
            "cancel_href": "",
            "action": "",
            "method": "post",
            "guard": False,
            "id": "",
        },
        body=True,
        slots=("actions",),
        choices={"method": ("post", "get")},
    ),
    Component("field", {"field": REQUIRED}),
    Component("fieldset", {"legend": REQUIRED, "help": ""}, body=True),
    Component("error_summary", {"form": REQUIRED}, prepare=prepare.error_summary),
    Component(
        "confirm",
        {
            "title": REQUIRED,
            "submit": REQUIRED,
            "cancel_href": REQUIRED,
            "action": "",
            "danger": False,
            "form": None,
        },
        body=True,
    ),
)

for component in COMPONENTS:
    register_component(register, component)


@register.filter
def has_errors(form: object) -> bool:
    """Tell whether a form, a formset or a list of them was sent in with errors."""
    return bool(prepare.errors_of(form))


@register.filter
def has_path(path: str, start: str) -> bool:
    """Tell whether an address lies below another one."""
    return bool(start) and path.startswith(start)
