"""The own page of whoever is signed in."""

from typing import Any

from django.views.generic import TemplateView

from regio.core.registry import panels
from regio.views.base import PermissionView


class OwnPage(PermissionView, TemplateView):
    """Mijn overzicht: the blocks that the apps put there, for this reader."""

    permission = "regio.view_own_page"
    template_name = "regio/board/own_page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, moment = self.actor, self.arrived_at
        shown = [(panel, panel.load(user, moment)) for panel in panels()]
        return super().get_context_data(
            panels=[
                {"template": panel.template, **content} for panel, content in shown if content is not None
            ],
            **kwargs,
        )
