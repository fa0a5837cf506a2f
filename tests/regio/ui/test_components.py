"""Components cannot be misused silently."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template
from django.test import RequestFactory

from regio.templatetags.ui import COMPONENTS

FOLDER = Path(settings.BASE_DIR) / "templates" / "ui"


def render(source, address="/", **context):
    request = RequestFactory().get(address)
    return Template("{% load ui %}" + source).render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{% ui_badge 'Actief' colour='red' %}", "does not know the input 'colour'"),
        ("{% ui_badge %}", "misses the input 'label'"),
        ("{% ui_badge 'Actief' label='Actief' %}", "got the input 'label' twice"),
        ("{% ui_badge 'Actief' 'info' %}", "only the first input may be"),
        ("{% ui_sample_badge 'voorbeeld' %}", "only the first input may be"),
        ("{% ui_badge 'Actief' tone='red' %}", "got tone='red', which is not one of"),
        ("{% ui_alert %}{% ui_slot 'actions' %}{% endui_slot %}{% endui_alert %}", "has no slot 'actions'"),
        ("{% ui_slot 'actions' %}{% endui_slot %}", "stands in the body of a component"),
        ("{% ui_icon 'unicorn' %}", "got name='unicorn', which is not one of"),
    ],
)
def test_component_refuses_a_wrong_call_when_the_template_is_compiled(source, reason):
    with pytest.raises(TemplateSyntaxError, match=re.escape(reason)):
        Template("{% load ui %}" + source)


def test_component_refuses_a_wrong_value_that_is_only_known_while_rendering():
    with pytest.raises(TemplateSyntaxError, match=re.escape("got tone='red'")):
        render("{% ui_badge 'Actief' tone=tone %}", tone="red")


def test_component_sees_its_inputs_and_not_the_variables_of_the_page():
    html = render("{% ui_badge 'Actief' %}", tone="danger", label="Van de pagina")
    assert html == '<span class="nl-data-badge badge badge--neutral">Actief</span>'


def test_component_escapes_what_people_typed():
    assert render("{% ui_badge name %}", name="<b>x</b>") == (
        '<span class="nl-data-badge badge badge--neutral">&lt;b&gt;x&lt;/b&gt;</span>'
    )


def test_component_body_and_slots_see_the_variables_of_the_page():
    html = render(
        "{% ui_empty 'Niets' %}{{ hint }}{% ui_slot 'actions' %}{{ first }}{% endui_slot %}"
        "{% if more %}{% ui_slot 'actions' %}{{ second }}{% endui_slot %}{% endif %}{% endui_empty %}",
        hint="Zoek verder & anders",
        first="een",
        second="twee",
        more=True,
    )
    assert re.findall(r'<div class="(?:empty__body|actions)">(.*?)</div>', html) == [
        "Zoek verder &amp; anders",
        "eentwee",
    ]


def test_slots_of_nested_components_stay_apart():
    html = render(
        "{% ui_section 'Buiten' %}{% ui_slot 'actions' %}buiten{% endui_slot %}"
        "{% ui_empty 'Binnen' %}{% ui_slot 'actions' %}binnen{% endui_slot %}{% endui_empty %}"
        "{% endui_section %}"
    )
    assert re.findall(r'<div class="actions">(.*?)</div>', html) == ["buiten", "binnen"]


def test_components_inside_a_sentence_add_no_white_space():
    assert render("Nu ({% ui_badge 'open' %}).") == (
        'Nu (<span class="nl-data-badge badge badge--neutral">open</span>).'
    )


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.tag)
def test_template_of_a_component_names_its_inputs_in_the_first_line(component):
    first_line = (FOLDER / f"{component.name}.html").read_text().splitlines()[0]
    declared = first_line.removeprefix(f"{{# {component.tag}")
    assert first_line.startswith(f"{{# {component.tag}")
    for name in component.inputs:
        assert re.search(rf"\b{name}\b", declared), f"{name} is not named"
    for slot in component.slots:
        assert re.search(rf"\b{slot}\b", declared), f"slot {slot} is not named"
    assert ("|" in declared) == component.body


def test_every_component_is_shown_in_the_style_guide():
    shown = "".join(
        path.read_text()
        for folder in ("regio/public/styleguide", "errors")
        for path in (FOLDER.parent / folder).glob("*.html")
    ) + "".join(path.read_text() for path in [FOLDER.parent / "base.html", *FOLDER.rglob("*.html")])
    missing = {c.tag for c in COMPONENTS if f"{{% {c.tag} " not in shown and f"{{% {c.tag}%}}" not in shown}
    assert missing == set()


def test_every_template_of_the_portal_compiles():
    folder = Path(settings.BASE_DIR) / "templates"
    for path in folder.rglob("*.html"):
        get_template(str(path.relative_to(folder)))
