"""How any ``django.forms.Form`` of the portal is drawn: ``settings.FORM_RENDERER``.

Forms stay plain: labels, help and rules stand on the fields, the markup stands in
``templates/ui/forms/``. ``docs/design-system.md`` says what a field can ask for.
"""

import copy
from typing import Any, Final

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input
from django.utils.safestring import SafeString

CONTROL_CLASSES: Final[dict[type[forms.Widget], str]] = {
    # Subclasses before what they inherit from.
    forms.CheckboxSelectMultiple: "utrecht-checkbox utrecht-checkbox--html-input",
    forms.RadioSelect: "utrecht-radio-button utrecht-radio-button--html-input",
    forms.CheckboxInput: "utrecht-checkbox utrecht-checkbox--html-input",
    forms.FileInput: "file-input",
    forms.Select: "utrecht-select utrecht-select--html-select",
    forms.Textarea: "utrecht-textarea utrecht-textarea--html-textarea",
    forms.MultiWidget: "utrecht-textbox",
    Input: "utrecht-textbox",
}


def _control_class(widget: forms.Widget) -> str:
    return next((c for kind, c in CONTROL_CLASSES.items() if isinstance(widget, kind)), "")


class PortalBoundField(forms.BoundField):
    """A field of a form that knows which of our parts draws it."""

    @property
    def kind(self) -> str:
        """Name the shape of the field: tick, choices, group or control."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxInput):
            return "tick"
        if isinstance(widget, forms.RadioSelect):
            return "choices"
        return "group" if self.use_fieldset else "control"

    @property
    def is_optional(self) -> bool:
        """Say whether "(niet verplicht)" is shown; a form can turn it off as a whole."""
        return not self.field.required and getattr(self.form, "mark_optional", True)

    @property
    def max_length(self) -> int | None:
        """The limit that the counter under a textarea counts towards."""
        if not isinstance(self.field.widget, forms.Textarea):
            return None
        limit: int | None = getattr(self.field, "max_length", None)
        return limit

    def as_widget(
        self,
        widget: forms.Widget | None = None,
        attrs: dict[str, Any] | None = None,
        only_initial: bool = False,
    ) -> SafeString:
        drawn = widget or self.field.widget
        unwanted = set()
        if self.max_length is not None:
            # The browser would silently cut off what is pasted: text would be lost.
            # The counter warns instead and the server decides.
            unwanted.add("maxlength")
        if str(drawn.attrs.get("placeholder", "")).rstrip(":") == str(self.label):
            # Repeats the label and is gone as soon as it is needed (allauth adds these).
            unwanted.add("placeholder")
        if unwanted & drawn.attrs.keys():
            drawn = copy.copy(drawn)
            drawn.attrs = {k: v for k, v in drawn.attrs.items() if k not in unwanted}
        return super().as_widget(drawn, attrs, only_initial)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        built = super().build_widget_attrs(attrs, widget)
        drawn = widget or self.field.widget
        control = "" if drawn.is_hidden else _control_class(drawn)
        asked = drawn.attrs.get("class", "")
        if control or asked:
            built["class"] = f"{control} {asked}".strip()
        if self.max_length is not None:
            built["data-counter"] = str(self.max_length)
            described = built.get("aria-describedby", "")
            built["aria-describedby"] = f"{described} {self.auto_id}_counter".strip()
        return built


class PortalRenderer(TemplatesSetting):
    """Draws forms, fields and widgets with the templates of the project."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = PortalBoundField


class DateInput(forms.DateInput):
    """A date as browsers understand it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A time of day; with seconds only when a moment has them."""

    input_type = "time"

    def format_value(self, value: Any) -> str | None:
        if hasattr(value, "strftime"):
            text: str = value.strftime("%H:%M:%S" if value.second else "%H:%M")
            return text
        return super().format_value(value)


class DateTimeWidget(forms.SplitDateTimeWidget):
    """A moment as a date and a time, each with its own label."""

    template_name = "ui/forms/datetime.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super(forms.SplitDateTimeWidget, self).__init__([DateInput(), TimeInput(attrs={"step": "1"})], attrs)
