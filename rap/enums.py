"""Words of the programme Regionale aanpak personeelstekorten."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RapScheme(TextChoices):
    """The scheme under which a project was funded."""

    RAL_2019 = "ral-2019", _("RAL 2019")
    RAP_2020 = "rap-2020", _("RAP 2020-2021")
    RAP_2022 = "rap-2022", _("RAP 2022-2023")
    RAP_2023 = "rap-2023", _("RAP verlenging 2023")
