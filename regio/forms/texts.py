"""A text of limited length, with a message in figures as people write them: 10.001."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from regio.core.wording import in_figures


class LimitedText(forms.CharField):
    """A text with a ``max_length``; its own message may use ``%(show_value)s`` and ``%(limit_value)s``."""

    default_error_messages: ClassVar = {
        "max_length": "Uw tekst is te lang: %(show_value)s tekens. Kort haar in tot %(limit_value)s tekens."
    }

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.validators = [
            _Longest(max_length) if isinstance(one, MaxLengthValidator) else one for one in self.validators
        ]


class _Longest(MaxLengthValidator):
    def __call__(self, value: Any) -> None:
        try:
            super().__call__(value)
        except ValidationError as error:
            figures = ("limit_value", "show_value")
            error.params = {**error.params, **{name: in_figures(error.params[name]) for name in figures}}
            raise
