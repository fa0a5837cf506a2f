"""Samen Opleiden: partnerships of schools and teacher training."""

from django.apps import AppConfig

from regio.core.registry import MapLayer, Programme, register_programme


class PartnershipsConfig(AppConfig):
    """Registers the programme with the shared pages."""

    name = "partnerships"
    verbose_name = "Samen Opleiden"

    def ready(self) -> None:
        register_programme(
            Programme(
                key="samen-opleiden",
                label="partnerschap Samen Opleiden",
                label_plural="Samen Opleiden",
                description="Scholen en lerarenopleidingen leiden samen nieuwe leraren op.",
                model="partnerships.SamenOpleidenPartnership",
                list_url="partnerships:list",
                detail_url="partnerships:detail",
                filters="partnerships.forms.filters.PartnershipFilterSet",
                api_path="samen-opleiden-partnerschappen",
                api_urls="partnerships.api.urls",
                id_prefix="SO",
                layers=(
                    MapLayer("samen-opleiden-po-vso", "Samen Opleiden po/(v)so", frozenset({"po", "so"})),
                    MapLayer("samen-opleiden-vo-mbo", "Samen Opleiden vo/mbo", frozenset({"vo", "mbo"})),
                ),
                order=2,
            )
        )
