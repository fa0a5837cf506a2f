"""RAP: regional projects against shortages of school staff."""

from django.apps import AppConfig

from regio.core.registry import MapLayer, Programme, register_programme


class RapConfig(AppConfig):
    """Registers the programme with the shared pages."""

    name = "rap"
    verbose_name = "Regionale aanpak personeelstekorten"

    def ready(self) -> None:
        register_programme(
            Programme(
                key="rap",
                label="RAP-project",
                label_plural="RAP-projecten",
                description="Besturen, opleidingen en andere partijen pakken personeelstekorten samen aan.",
                model="rap.RapProject",
                list_url="rap:list",
                detail_url="rap:detail",
                filters="rap.forms.filters.RapProjectFilterSet",
                api_path="rap-projecten",
                api_urls="rap.api.urls",
                id_prefix="RA",
                layers=(
                    MapLayer("rap-po-so", "RAP-projecten po/(v)so", frozenset({"po", "so"})),
                    MapLayer("rap-vo-mbo", "RAP-projecten vo/mbo", frozenset({"vo", "mbo"})),
                ),
                order=3,
            )
        )
