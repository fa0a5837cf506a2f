"""``{% keep_ticket %}``: inside a form of a view that keeps what could not be saved."""

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from regio.services.kept_input import TICKET_FIELD, issue_ticket

register = template.Library()


@register.simple_tag(takes_context=True)
def keep_ticket(context: Context, path: str = "") -> SafeString:
    """Return the hidden field that says to whom this form was shown, and where.

    ``path`` is where the form is sent, when that is another page than this one.
    """
    request = context["request"]
    ticket = issue_ticket(user=request.user, path=path or request.path)
    return format_html('<input type="hidden" name="{}" value="{}">', TICKET_FIELD, ticket)
