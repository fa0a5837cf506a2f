"""Template components: tags with declared inputs that cannot be misused silently.

A component is one template and one declaration. ``{% ui_alert level="error" %}``
renders ``templates/ui/alert.html`` with nothing but its declared inputs, the
request and the CSRF token, so what a component shows can be read from its call.
A wrong, missing or doubled input, an unknown slot and a literal value outside the
allowed choices are refused while the template is compiled, hence by any test that
loads it. The tags themselves are declared in ``regio/templatetags/ui.py``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

SLOTS_KEY: Final = "_ui_slots"
SLOT_TAG: Final = "ui_slot"

Values = dict[str, Any]
Prepare = Callable[[Values, Context], Values]


class _Required:
    def __repr__(self) -> str:
        return "required"


REQUIRED: Final = _Required()


@dataclass(frozen=True)
class Component:
    """The declaration of one component.

    ``inputs`` maps each name to its default or ``REQUIRED``; the first may be given
    without its name. ``prepare`` may turn inputs into what the template needs. While
    the body is rendered, the inputs are readable for the tags in it with
    ``enclosing``.
    """

    name: str
    inputs: Mapping[str, Any]
    body: bool = False
    slots: tuple[str, ...] = ()
    choices: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    prepare: Prepare | None = None

    @property
    def tag(self) -> str:
        return f"ui_{self.name}"

    @property
    def template_name(self) -> str:
        return f"ui/{self.name}.html"

    def usage(self) -> str:
        inputs = ", ".join(
            f"{name} (required)" if default is REQUIRED else f"{name}={default!r}"
            for name, default in self.inputs.items()
        )
        return f"{{% {self.tag} %}} takes: {inputs or 'no inputs'}."

    def refuse(self, reason: str) -> template.TemplateSyntaxError:
        return template.TemplateSyntaxError(f"{{% {self.tag} %}} {reason} {self.usage()}")

    def check_choice(self, name: str, value: Any) -> None:
        allowed = self.choices.get(name)
        if allowed is not None and value not in allowed:
            listed = ", ".join(repr(choice) for choice in allowed)
            raise self.refuse(f"got {name}={value!r}, which is not one of {listed}.")


def register_component(library: template.Library, component: Component) -> Component:
    """Add the tag of ``component`` to a template library."""

    def compile_component(parser: Parser, token: Token) -> ComponentNode:
        inputs = _parse_inputs(component, parser, token)
        nodelist = NodeList()
        if component.body:
            nodelist = parser.parse((f"end{component.tag}",))
            parser.delete_first_token()
        return ComponentNode(component, inputs, nodelist)

    library.tag(component.tag, compile_component)
    _slots_by_tag[component.tag] = component
    return component


def register_slot_tag(library: template.Library) -> None:
    """Add ``{% ui_slot "name" %}…{% endui_slot %}``: a named part of a component's body."""
    library.tag(SLOT_TAG, _compile_slot)


def enclosing(context: Context, tag: str) -> Values | None:
    """Return the inputs of the component around this tag, or None outside one."""
    values: Values | None = context.get(_enclosing_key(tag))
    return values


class ComponentNode(template.Node):
    """Renders one call of a component."""

    def __init__(self, component: Component, inputs: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.component = component
        self.inputs = inputs
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        component = self.component
        values = dict(component.inputs)
        for name, expression in self.inputs.items():
            values[name] = expression.resolve(context)
            component.check_choice(name, values[name])

        slots = dict.fromkeys(component.slots, "")
        body = ""
        if component.body:
            with context.push(
                **{_enclosing_key(component.tag): values, SLOTS_KEY: slots},
            ):
                body = self.nodelist.render(context).strip()
        if component.prepare is not None:
            values = component.prepare(values, context)
        values.update(
            body=mark_safe(body),  # noqa: S308  a rendered nodelist is already escaped
            slots={name: mark_safe(text) for name, text in slots.items()},  # noqa: S308  same
        )
        for shared in ("request", "csrf_token"):
            if shared in context:
                values[shared] = context[shared]
        # Without the white space around it, so that a part can stand inside a sentence.
        return SafeString(self._template(context).render(context.new(values)).strip())

    def _template(self, context: Context) -> template.base.Template:
        # Like Django's inclusion tags: once per rendering of the page, not per call.
        found: template.base.Template | None = context.render_context.get(self)
        if found is None:
            around = context.template
            assert around is not None  # noqa: S101  a node is only ever rendered by a template
            found = around.engine.get_template(self.component.template_name)
            context.render_context[self] = found
        return found


class SlotNode(template.Node):
    """Hands a part of the body to the component around it."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        # Slots collect: two ui_slot "actions" in one body both appear, in order.
        context[SLOTS_KEY][self.name] += self.nodelist.render(context).strip()
        return SafeString("")


_slots_by_tag: dict[str, Component] = {}


def _enclosing_key(tag: str) -> str:
    return f"_in_{tag}"


def _parse_inputs(component: Component, parser: Parser, token: Token) -> dict[str, FilterExpression]:
    inputs: dict[str, FilterExpression] = {}
    for position, bit in enumerate(token.split_contents()[1:]):
        named = token_kwargs([bit], parser) or _unnamed_input(component, parser, position, bit)
        ((name, expression),) = named.items()
        if name not in component.inputs:
            raise component.refuse(f"does not know the input {name!r}.")
        if name in inputs:
            raise component.refuse(f"got the input {name!r} twice.")
        inputs[name] = expression
        if isinstance(expression.var, str) and not expression.filters:
            component.check_choice(name, str(expression.var))
    missing = [
        name for name, default in component.inputs.items() if default is REQUIRED and name not in inputs
    ]
    if missing:
        raise component.refuse(f"misses the input {missing[0]!r}.")
    return inputs


def _unnamed_input(
    component: Component, parser: Parser, position: int, bit: str
) -> dict[str, FilterExpression]:
    if position > 0 or not component.inputs:
        raise component.refuse(f"got {bit} without a name; only the first input may be.")
    return {next(iter(component.inputs)): parser.compile_filter(bit)}


def _compile_slot(parser: Parser, token: Token) -> SlotNode:
    usage = '{% ui_slot "name" %} stands in the body of a component that has this slot.'
    bits = token.split_contents()[1:]
    if len(bits) != 1 or bits[0][:1] not in "\"'" or bits[0][:1] != bits[0][-1:]:
        raise template.TemplateSyntaxError(usage)
    name = bits[0][1:-1]
    around = next(
        (
            _slots_by_tag[command]
            for command, _token in reversed(parser.command_stack)
            if command in _slots_by_tag
        ),
        None,
    )
    if around is None:
        raise template.TemplateSyntaxError(usage)
    if name not in around.slots:
        known = ", ".join(around.slots) or "none"
        raise around.refuse(f"has no slot {name!r} (slots: {known}).")
    nodelist = parser.parse((f"end{SLOT_TAG}",))
    parser.delete_first_token()
    return SlotNode(name, nodelist)
