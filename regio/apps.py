"""The shared ground."""

from importlib import import_module

from django.apps import AppConfig


class RegioConfig(AppConfig):
    """Shared registry, accounts, audit, outbox and pages."""

    name = "regio"
    verbose_name = "Regio-infrastructuur"

    def ready(self) -> None:
        import_module("regio.rules")  # declares the permissions
        from regio.core.registry import register_due
        from regio.services.outbox import sweep

        register_due("regio.outbox", sweep)
