"""The steps with texts: opgaven, integral approach, region and governance."""

from functools import cached_property
from typing import Any

from django.forms.boundfield import BoundField
from django.http import HttpResponse, QueryDict

from onderwijsregios.enums import PartKey
from onderwijsregios.forms.application import (
    FEW_WORDS,
    MANY_WORDS,
    PartsForm,
    RegionForm,
    version_field,
)
from onderwijsregios.models import PlanPart
from onderwijsregios.selectors.applications import parts_of, texts_at
from onderwijsregios.selectors.completeness import Step, step
from onderwijsregios.services.applications import (
    FACTS,
    RegionFacts,
    facts_of,
    facts_seen,
    save_fact,
    save_parts,
    save_region,
    save_text,
)
from onderwijsregios.views.board.autosaving import SavesWhileTyping
from onderwijsregios.views.board.base import BAD_INPUT, address_of
from onderwijsregios.views.board.commenting import CommentsBeside
from regio.enums import Sector
from regio.selectors.maps import small_map

LONGEST_VERSION = 10


class EditTexts(CommentsBeside, SavesWhileTyping):
    """One or more texts of the plan on a page; each saves itself while somebody types."""

    template_name = "onderwijsregios/board/texts.html"

    @cached_property
    def subject(self) -> Step:
        """The step that this page is about."""
        return step(self.step)

    def make_form(self, data: QueryDict | None = None) -> PartsForm:
        return PartsForm(data, keys=self.subject.parts, parts=self.parts if data is None else {})

    @cached_property
    def parts(self) -> dict[str, PlanPart]:
        """The texts as they are saved now, each read together with its version."""
        return parts_of(self.application)

    def saved_words(self) -> dict[str, str]:
        return {key.value: self.parts[key].text if key in self.parts else "" for key in self.subject.parts}

    # --- saving -----------------------------------------------------------------------------------

    def save(self) -> HttpResponse:
        form = self.make_form(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        self.store(form)
        told = (
            "Bewaard. De tekst die er stond, vindt u bij de eerdere versies." if form.chosen else "Bewaard."
        )
        return self.saved(told, self.next_address())

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

    def store_field(self, form: Any, name: str) -> int:
        key = PartKey(name)
        return save_text(
            application=self.application,
            actor=self.actor,
            key=key,
            part=form.text_of(key),
            arrived_at=self.arrived_at,
        )

    def has_more_unsaved(self) -> bool:
        self.read_again()
        return bool(self.beside_saved(self.caught_up(self.request.POST.copy())))

    # --- showing ----------------------------------------------------------------------------------

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            data = self._data(is_conflict="conflict" in kwargs)
            kwargs["form"] = self.make_form(data)
            if data is not None and self.request.method != "POST":
                kwargs["conflict"] = self.beside_saved(data)
        kwargs["subject"] = self.subject
        kwargs["texts"] = [(key.label, self.content["parts"][key.value]) for key in self.subject.parts]
        # what stands beside the field is what the hidden version says, read at the same moment
        saved = self.saved_words()
        kwargs["conflict"] = [
            {**one, "theirs": saved[one["field"]], **self._drawn(kwargs["form"][one["field"]])}
            for one in kwargs.get("conflict", ())
        ]
        kwargs["conflict_fields"] = [one["field"] for one in kwargs["conflict"]]
        kwargs["fields"] = [
            self._drawn(bound)
            for bound in kwargs["form"].visible_fields()
            if bound.name not in kwargs["conflict_fields"]
        ]
        kwargs["typed"] = self.typed()
        return super().get_context_data(**kwargs)

    def _drawn(self, bound: BoundField) -> dict[str, Any]:
        """Return what the page shows around a field: of a text also its versions and its length."""
        return {
            "bound": bound,
            "is_part": bound.name in self.subject.parts,
            "saved_at": self.parts[bound.name].saved_at if bound.name in self.parts else None,
            "few": FEW_WORDS,
            "many": MANY_WORDS,
        }

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
        saved = self.saved_words()
        for key, base in texts_at(self.parts, versions).items():
            if key.value not in data or _text(data, key.value) == base:
                data[key.value] = saved[key.value]
        for name, version in self.versions().items():
            data[name] = str(version)
        return data

    def beside_saved(self, data: QueryDict) -> list[dict[str, str]]:
        """Return the fields in which ``data`` differs from what is saved now."""
        mine, saved = self.words_in(data), self.saved_words()
        return [
            {"field": name, "mine": mine[name], "theirs": saved[name]}
            for name in saved
            if mine[name] != saved[name]
        ]

    def words_in(self, data: QueryDict) -> dict[str, str]:
        """Return what ``data`` holds, by field, as a reader sees it."""
        return {key.value: _text(data, key.value) for key in self.subject.parts}

    def versions(self) -> dict[str, int]:
        return {
            version_field(key): self.parts[key].version if key in self.parts else 0
            for key in self.subject.parts
        }

    def sent(self) -> QueryDict:
        """Return what was sent now, or earlier and kept."""
        return self.request.POST if self.request.method == "POST" else self.kept_data() or QueryDict()

    def typed(self) -> list[tuple[str, str]]:
        sent = self.sent()
        texts = [(str(key.label), sent.get(key.value, "")) for key in self.subject.parts]
        return [*texts, *super().typed()]


class EditRegion(EditTexts):
    """Name, sectors, reach and explanation of the region; municipalities have a page of their own."""

    template_name = "onderwijsregios/board/region.html"
    step = "regio"

    def make_form(self, data: QueryDict | None = None) -> RegionForm:
        return RegionForm(data, application=self.application, parts=self.parts if data is None else {})

    def next_address(self) -> str:
        return address_of(self.application, "gemeenten") if "gemeenten" in self.request.POST else ""

    def store(self, form: Any) -> None:
        (explanation,) = form.texts().values()
        save_region(
            application=self.application,
            actor=self.actor,
            region=form.facts(),
            version=form.cleaned_data["version"] or 0,
            seen=form.seen(),
            explanation=explanation,
            arrived_at=self.arrived_at,
        )

    def store_field(self, form: Any, name: str) -> int:
        if name not in FACTS:
            return super().store_field(form, name)
        return save_fact(
            application=self.application,
            actor=self.actor,
            name=name,
            value=form.fact(name),
            version=form.seen()[name],
            arrived_at=self.arrived_at,
        )

    def saved_words(self) -> dict[str, str]:
        return {**facts_of(self.application).in_words(), **super().saved_words()}

    def words_in(self, data: QueryDict) -> dict[str, str]:
        return {**_facts(data).in_words(), **super().words_in(data)}

    def versions(self) -> dict[str, int]:
        now = self.application.version
        return {**super().versions(), "version": now, **{version_field(name): now for name in FACTS}}

    def caught_up(self, data: QueryDict) -> QueryDict:
        mine, now = _facts(data), facts_of(self.application)
        base = facts_seen(self.application, {name: _seen(data, name) for name in FACTS})
        if mine.title == base.title:
            data["title"] = now.title
        if mine.sectors == base.sectors:
            data.setlist("sectors", now.sectors)
        if mine.is_national == base.is_national:
            data.setlist("is_national", ["on"] if now.is_national else [])
        return super().caught_up(data)

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


def _seen(data: QueryDict, fact: str) -> int:
    """Return the version in which the sender saw a fact: its own, or that of the whole form."""
    own = version_field(fact)
    return _version(data, own if data.get(own) else "version")


def _facts(data: QueryDict) -> RegionFacts:
    """Return the region as it was sent; a sector that does not exist is left out."""
    return RegionFacts(
        title=data.get("title", "").strip(),
        sectors=sorted(set(data.getlist("sectors")) & set(Sector.values)),
        is_national=bool(data.get("is_national")),
    )
