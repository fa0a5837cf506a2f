"""The shared ground."""

from importlib import import_module

from django.apps import AppConfig


class RegioConfig(AppConfig):
    """Shared registry, accounts, audit, outbox and pages."""

    name = "regio"
    verbose_name = "Regio-infrastructuur"

    def ready(self) -> None:
        import_module("regio.rules")  # declares the permissions
        import_module("regio.core.checks")
        from regio.core.registry import Panel, register_document_rule, register_due, register_panel
        from regio.selectors.kept_input import use_by_who_sent_it
        from regio.selectors.panels import administration, own_organisations
        from regio.services.contact import forget_old_messages
        from regio.services.documents import scan_waiting
        from regio.services.kept_input import forget_old_input
        from regio.services.outbox import sweep

        register_due("regio.outbox", sweep)
        register_due("regio.scans", scan_waiting)
        register_due("regio.contact", forget_old_messages)
        register_due("regio.kept_input", forget_old_input)
        register_document_rule("regio.kept_input", use_by_who_sent_it)
        register_panel(
            Panel("regio.organisations", "regio/board/panel_organisations.html", own_organisations, order=90)
        )
        register_panel(
            Panel("regio.administration", "regio/staff/panel_administration.html", administration, order=80)
        )
