"""The search index: one row for everything that visitors can find.

Derived from the other tables by ``regio.services.search`` and never the source of a
fact; it may be emptied and built again at any moment.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from regio.models.areas import Municipality

DICTIONARY = "dutch"
"""PostgreSQL's own Dutch configuration: stems ("scholen" is "school") and drops stop words."""


class SearchEntry(models.Model):
    """One thing that can be found: what is shown of it, and the words that find it.

    ``names`` and ``context`` hold plain words (see ``regio.core.question.plain``): the
    names of the thing itself, and where it is and what it belongs to.
    """

    class Kind(models.TextChoices):
        """What a visitor can ask for, in the order in which pages show them."""

        COLLABORATION = "samenwerking", _("Samenwerkingen")
        MUNICIPALITY = "gemeente", _("Gemeenten")
        PLACE = "plaats", _("Plaatsen en postcodes")
        BOARD = "schoolbestuur", _("Schoolbesturen")
        INSTITUTE = "lerarenopleiding", _("Lerarenopleidingen")
        ORGANISATION = "organisatie", _("Andere organisaties")
        SCHOOL = "school", _("Scholen")

    kind = models.CharField(_("soort"), max_length=20, choices=Kind)
    key = models.CharField(_("sleutel"), max_length=120)
    title = models.CharField(_("titel"), max_length=250)
    subtitle = models.CharField(_("ondertitel"), max_length=500, blank=True)
    url = models.CharField(_("adres"), max_length=300, blank=True)
    codes = ArrayField(models.CharField(max_length=12), verbose_name=_("codes"), default=list, blank=True)
    names = models.TextField(_("namen"), blank=True)
    context = models.TextField(_("omgeving"), blank=True)
    sectors = ArrayField(models.CharField(max_length=4), verbose_name=_("sectoren"), default=list, blank=True)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("gemeente")
    )
    weight = models.PositiveSmallIntegerField(_("gewicht"))
    is_sample = models.BooleanField(_("voorbeeld"), default=False)
    document = models.GeneratedField(
        expression=SearchVector("names", weight="A", config=DICTIONARY)
        + SearchVector("context", weight="C", config=DICTIONARY),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("ingang van de zoekmachine")
        verbose_name_plural = _("ingangen van de zoekmachine")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                name="one_search_entry_per_thing",
                violation_error_message=_("Dit staat al in de zoekmachine."),
            )
        ]
        indexes: ClassVar = [
            GinIndex(fields=["document"], name="search_by_words"),
            GinIndex(fields=["codes"], name="search_by_code"),
            GinIndex(
                fields=["names", "context"],
                name="search_by_resemblance",
                opclasses=["gin_trgm_ops", "gin_trgm_ops"],
            ),
        ]

    def __str__(self) -> str:
        return self.title
