"""The versions of one text: list, compare, restore."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse

from onderwijsregios.enums import PartKey, Section
from onderwijsregios.forms.part_versions import CompareForm, RestoreForm
from onderwijsregios.models import PlanPartVersion
from onderwijsregios.selectors.differences import FieldDifference, word_differences
from onderwijsregios.selectors.part_versions import last_of_each_sitting, version_of, versions_of
from onderwijsregios.services.applications import restore_text
from onderwijsregios.views.board.base import BAD_INPUT, ApplicationView, address_of

PER_PAGE = 25
ALL = "alles"


class PartVersions(ApplicationView):
    """Who saved what and when; two versions beside each other; an old text back as a new version."""

    keeps_text = False
    template_name = "onderwijsregios/board/part_versions.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the text that the address names."""
        super().setup(request, *args, **kwargs)
        if kwargs["part"] not in PartKey.values:
            raise Http404
        self.key = PartKey(kwargs["part"])
        self.step = Section.of(self.key).value

    def save(self) -> HttpResponse:
        form = RestoreForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(), status=BAD_INPUT)
        restored = form.cleaned_data["terug"]
        restore_text(
            application=self.application,
            actor=self.actor,
            key=self.key,
            restored=restored,
            version=form.cleaned_data["nu"],
            arrived_at=self.arrived_at,
        )
        return self.saved(
            f"De tekst van versie {restored} is teruggezet, als nieuwe versie.",
            f"{address_of(self.application, self.step)}#id_{self.key.value}",
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shows_all = ALL in self.request.GET
        versions = versions_of(self.application, self.key)
        listed = versions if shows_all else last_of_each_sitting(versions)
        page = Paginator(listed, PER_PAGE).get_page(self.request.GET.get("pagina"))
        newest = versions.first()
        return super().get_context_data(
            subject=self.key,
            page_obj=page,
            shows_all=shows_all,
            newest=newest,
            steps_left_out=0 if shows_all or newest is None else newest.version - page.paginator.count,
            compared=self._compared(newest),
            **kwargs,
        )

    def _compared(self, newest: PlanPartVersion | None) -> dict[str, Any] | None:
        """Return the two versions that the address asks to compare, with what changed."""
        form = CompareForm(self.request.GET)
        if newest is None or not form.is_valid():
            return None
        numbers = sorted({form.cleaned_data["oud"], form.cleaned_data["nieuw"] or newest.version})
        old = version_of(self.application, self.key, numbers[0])
        new = version_of(self.application, self.key, numbers[-1])
        if old is None or new is None:
            return None
        spans = () if old.text == new.text else word_differences(old.text, new.text)
        differences = [FieldDifference(str(self.key.label), spans)] if spans else []
        return {"old": old, "new": new, "differences": differences}
