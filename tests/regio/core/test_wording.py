"""Numbers and sentences as people write them."""

import pytest
from django.template import Context, Template

from regio.core.wording import ended, in_figures


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0"), (999, "999"), (1000, "1.000"), (1234567, "1.234.567")]
)
def test_a_number_has_points_between_its_thousands(number, words):
    assert in_figures(number) == words


@pytest.mark.parametrize(
    ("sentence", "with_stop"), [("Eindhoven", "Eindhoven."), ("Eindhoven e.o.", "Eindhoven e.o.")]
)
def test_a_sentence_ends_with_one_full_stop(sentence, with_stop):
    shown = Template("{% load wording %}{{ name|ended }}").render(Context({"name": sentence}))
    assert (ended(sentence), shown) == (with_stop, with_stop)


def test_what_gets_a_full_stop_is_still_escaped():
    shown = Template("{% load wording %}{{ name|ended }}").render(Context({"name": "<b>"}))
    assert shown == "&lt;b&gt;."
