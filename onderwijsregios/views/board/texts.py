"""The steps with texts: opgaven, integral approach, region and governance."""

from functools import cached_property
from typing import Any

from django.http import HttpResponse, QueryDict

from onderwijsregios.forms.application import PartsForm, RegionForm, version_field
from onderwijsregios.models import PlanPart
from onderwijsregios.selectors.applications import parts_of, texts_at
from onderwijsregios.selectors.completeness import Step, step
from onderwijsregios.services.applications import RegionFacts, facts_at, facts_of, save_parts, save_region
from onderwijsregios.views.board.base import BAD_INPUT, ApplicationView, address_of
from regio.enums import Sector
from regio.selectors.maps import small_map

LONGEST_VERSION = 10


class EditTexts(ApplicationView):
    """One or more texts of the plan on a page."""

    template_name = "onderwijsregios/board/texts.html"

    @cached_property
    def subject(self) -> Step:
        """The step that this page is about."""
        return step(self.step)

    def make_form(self, data: QueryDict | None = None) -> PartsForm:
        """Return the form as it stands now; ``data`` fills it with what was typed."""
        return PartsForm(data, keys=self.subject.parts, parts=self.parts)

    @cached_property
    def parts(self) -> dict[str, PlanPart]:
        """The texts as they are saved now."""
        return parts_of(self.application)

    def save(self) -> HttpResponse:
        form = self.make_form(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        self.store(form)
        return self.saved("Bewaard.", self.next_address())

    def next_address(self) -> str:
        """Return where the pressed button leads after saving; "" is back here."""
        return ""

    def store(self, form: Any) -> None:
        """Hand what was typed to the service."""
        save_parts(
            application=self.application,
            actor=self.actor,
            parts=form.texts(),
            arrived_at=self.arrived_at,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            data = self._data(is_conflict="conflict" in kwargs)
            kwargs["form"] = self.make_form(data)
            if data is not None and self.request.method != "POST":
                kwargs["conflict"] = self.beside_saved(data)
        kwargs["subject"] = self.subject
        kwargs["texts"] = [(key.label, self.content["parts"][key.value]) for key in self.subject.parts]
        kwargs["conflict"] = [
            {**one, "bound": kwargs["form"][one["field"]]} for one in kwargs.get("conflict", ())
        ]
        kwargs["conflict_fields"] = [one["field"] for one in kwargs["conflict"]]
        kwargs["typed"] = self.typed()
        return super().get_context_data(**kwargs)

    def _data(self, *, is_conflict: bool) -> QueryDict | None:
        """Return what fills the form: what was sent now, or what was kept earlier.

        After a conflict, and for what was kept, the hidden versions are those of what the
        reader now sees beside the text, so that saving again means: I have seen it.
        """
        if self.request.method == "POST":
            return self.caught_up(self.request.POST.copy()) if is_conflict else self.request.POST
        kept = self.kept_data() if self.is_editable else None
        return None if kept is None else self.caught_up(kept)

    def caught_up(self, data: QueryDict) -> QueryDict:
        """Make ``data`` a change of what is saved now.

        What the sender had left alone becomes what is there now: with the present version
        it would otherwise undo what was saved since.
        """
        versions = {key: _version(data, version_field(key)) for key in self.subject.parts}
        for key, base in texts_at(self.parts, versions).items():
            if _text(data, key.value) == base:
                data[key.value] = self.content["parts"][key.value]
        for name, version in self.versions().items():
            data[name] = str(version)
        return data

    def beside_saved(self, data: QueryDict) -> list[dict[str, str]]:
        """Return the fields in which ``data`` differs from what is saved now."""
        saved = self.content["parts"]
        return [
            {"field": key.value, "mine": _text(data, key.value), "theirs": saved[key.value]}
            for key in self.subject.parts
            if _text(data, key.value) != saved[key.value]
        ]

    def versions(self) -> dict[str, int]:
        """Return the hidden fields that say what the form was made from, as they are now."""
        return {
            version_field(key): self.parts[key].version if key in self.parts else 0
            for key in self.subject.parts
        }

    def sent(self) -> QueryDict:
        """Return what was sent now, or earlier and kept."""
        return self.request.POST if self.request.method == "POST" else self.kept_data() or QueryDict()

    def typed(self) -> list[tuple[str, str]]:
        sent = self.sent()
        return [(str(key.label), sent.get(key.value, "")) for key in self.subject.parts]


class EditRegion(EditTexts):
    """Name, sectors, reach and explanation of the region; municipalities have a page of their own."""

    template_name = "onderwijsregios/board/region.html"
    step = "regio"

    def make_form(self, data: QueryDict | None = None) -> RegionForm:
        return RegionForm(data, application=self.application, parts=self.parts)

    def next_address(self) -> str:
        return address_of(self.application, "gemeenten") if "gemeenten" in self.request.POST else ""

    def store(self, form: Any) -> None:
        (explanation,) = form.texts().values()
        save_region(
            application=self.application,
            actor=self.actor,
            region=form.facts(),
            version=form.cleaned_data["version"] or 0,
            explanation=explanation,
            arrived_at=self.arrived_at,
        )

    def versions(self) -> dict[str, int]:
        return {**super().versions(), "version": self.application.version}

    def caught_up(self, data: QueryDict) -> QueryDict:
        mine, now = _facts(data), facts_of(self.application)
        base = facts_at(self.application, _version(data, "version"))
        if mine.title == base.title:
            data["title"] = now.title
        if mine.sectors == base.sectors:
            data.setlist("sectors", now.sectors)
        if mine.is_national == base.is_national:
            data.setlist("is_national", ["on"] if now.is_national else [])
        return super().caught_up(data)

    def beside_saved(self, data: QueryDict) -> list[dict[str, str]]:
        mine, saved = _facts(data).in_words(), facts_of(self.application).in_words()
        facts = [
            {"field": name, "mine": mine[name], "theirs": saved[name]}
            for name in saved
            if mine[name] != saved[name]
        ]
        return [*facts, *super().beside_saved(data)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        codes = [one["code"] for one in self.content["municipalities"]]
        return super().get_context_data(map=small_map(codes) if codes else None, **kwargs)

    def typed(self) -> list[tuple[str, str]]:
        return [("Naam van de regio", self.sent().get("title", "")), *super().typed()]


def _text(data: QueryDict, name: str) -> str:
    """Return a text as the form would hand it on."""
    return data.get(name, "").replace("\r\n", "\n").strip()


def _version(data: QueryDict, name: str) -> int:
    """Return the version in a hidden field; 0 for anything that is none."""
    stated = data.get(name, "")
    return int(stated) if stated.isdecimal() and len(stated) < LONGEST_VERSION else 0


def _facts(data: QueryDict) -> RegionFacts:
    """Return the region as it was sent; a sector that does not exist is left out."""
    return RegionFacts(
        title=data.get("title", "").strip(),
        sectors=sorted(set(data.getlist("sectors")) & set(Sector.values)),
        is_national=bool(data.get("is_national")),
    )
