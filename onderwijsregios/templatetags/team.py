"""What the reader may do in a section: ``{% load team %}{% if access|may_comment:page_section %}``."""

from django import template

from onderwijsregios.enums import Section
from onderwijsregios.selectors.team import Access

register = template.Library()


@register.filter
def may_comment(access: Access, section: Section) -> bool:
    """Tell whether ``access`` lets its holder write comments on ``section``."""
    return access.may_comment(section)
