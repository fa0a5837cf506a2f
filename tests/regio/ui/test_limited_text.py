"""What a form says of a text that is too long."""

import pytest
from django import forms

from regio.forms.texts import LimitedText


class LetterForm(forms.Form):
    """Two texts, one with a message of its own."""

    letter = LimitedText(max_length=1500)
    name = LimitedText(
        max_length=20, error_messages={"max_length": "%(show_value)s, hooguit %(limit_value)s."}
    )


@pytest.mark.parametrize(
    ("letter", "name", "errors"),
    [
        ("x" * 1500, "x" * 20, {}),
        (
            "x" * 12345,
            "x" * 1021,
            {
                "letter": ["Uw tekst is te lang: 12.345 tekens. Kort haar in tot 1.500 tekens."],
                "name": ["1.021, hooguit 20."],
            },
        ),
    ],
)
def test_a_text_that_is_too_long_is_told_in_figures_as_people_write_them(letter, name, errors):
    assert LetterForm({"letter": letter, "name": name}).errors == errors
