"""What the reader may do in a section: ``{% load team %}{% if access|may_comment:page_section %}``."""

from typing import Any

from django import template
from django.template.context import Context

from onderwijsregios.enums import Section
from onderwijsregios.selectors.comments import Thread
from onderwijsregios.selectors.team import Access

register = template.Library()


@register.filter
def may_comment(access: Access, section: Section) -> bool:
    """Tell whether ``access`` lets its holder write comments on ``section``."""
    return access.may_comment(section)


@register.simple_tag(takes_context=True)
def answer_field(context: Context, thread: Thread) -> dict[str, Any]:
    """Return the name of the field with an answer, what was typed in it, and whether it is shown at once."""
    view, name = context["view"], f"opmerking-{thread.comment.pk}"
    typed = getattr(view, "comments_typed", {}).get(name, "")
    is_wrong = getattr(view, "wrong_comment", "") == name
    return {"name": name, "typed": typed, "is_open": bool(typed) or is_wrong}
