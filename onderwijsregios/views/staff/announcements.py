"""The coordinator sees beforehand what a round announces: when, what, to whom and why."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils.http import urlencode

from onderwijsregios.selectors.announced import (
    Notice,
    Receiver,
    Written,
    context_of,
    example_of,
    notices_of,
    receivers_of,
    template_of,
    templates_of,
    written_of,
)
from onderwijsregios.views.staff.base import RoundView
from regio.services.outbox import words_of

PER_PAGE = 50


@dataclass(frozen=True)
class Mail:
    """A mail as its readers get it."""

    subject: str
    text: str
    is_example: bool
    """Nobody gets it yet: what differs per reader stands in brackets."""


class RoundAnnouncements(RoundView):
    """All moments of the round; of one of them the mail and everybody whom it concerns.

    Organisations and roles are named, persons are not: who they are does not matter here.
    """

    permission = "onderwijsregios.manage_rounds"
    template_name = "onderwijsregios/staff/announcements.html"
    tab = "aankondigingen"

    def context(self) -> dict[str, Any]:
        notices, written = notices_of(self.round), written_of(self.round)
        chosen = self._chosen(notices)
        receivers = sorted(
            receivers_of(chosen), key=lambda one: (not one.gets_it, one.organisation.display_name, one.role)
        )
        return super().context() | {
            "notices": [
                {
                    "notice": notice,
                    "is_chosen": notice is chosen,
                    "query": query_of(notice),
                    "written": written.get(notice.key, Written()),
                    "is_to_come": notice.not_after > self.arrived_at,
                }
                for notice in notices
            ],
            "chosen": chosen,
            "written": written.get(chosen.key, Written()),
            "is_due": chosen.due_at <= self.arrived_at,
            "is_over": chosen.not_after <= self.arrived_at,
            "is_hidden": self.round.announced_at is None,
            "mails": [self._mail(chosen, template, receivers) for template in templates_of(chosen)],
            "getting": sum(receiver.gets_it for receiver in receivers),
            "not_getting": sum(not receiver.gets_it for receiver in receivers),
            "page_obj": Paginator(receivers, PER_PAGE).get_page(self.request.GET.get("pagina")),
        }

    def _chosen(self, notices: list[Notice]) -> Notice:
        """Return the notice in the address, or the first that is not over."""
        asked = (self.request.GET.get("moment", ""), self.request.GET.get("toelating", ""))
        coming = (one for one in notices if one.not_after > self.arrived_at)
        named = (one for one in notices if (one.kind.value, extension_of(one)) == asked)
        return next(named, None) or next(coming, notices[-1])

    def _mail(self, notice: Notice, template: str, receivers: list[Receiver]) -> Mail:
        reader = next((one for one in receivers if one.gets_it and template_of(one) == template), None)
        context = context_of(reader) if reader else example_of(notice, template)
        subject, text = words_of(template, context)
        return Mail(subject, text.strip(), is_example=reader is None and template != "round-opened")


def extension_of(notice: Notice) -> str:
    """Return what the address says of the later admission to which ``notice`` belongs, if any."""
    return str(notice.extension.pk) if notice.extension else ""


def query_of(notice: Notice) -> str:
    """Return the address of ``notice`` on this page."""
    own = extension_of(notice)
    return urlencode({"moment": notice.kind.value} | ({"toelating": own} if own else {}))
