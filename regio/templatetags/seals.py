"""``{% sealed_path %}``: a link in a mail that proves where it was received."""

from django import template
from django.urls import reverse

from regio.core.seals import Value, seal

register = template.Library()


@register.simple_tag
def sealed_path(url_name: str, purpose: str, *values: Value) -> str:
    """Return the path of ``url_name`` with ``values``, sealed for ``purpose``, as its only argument."""
    return reverse(url_name, args=[seal(purpose, *values)])
