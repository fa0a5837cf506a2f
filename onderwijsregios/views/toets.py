"""The toets of a round tells whether a region that somebody has in mind meets its rules."""

import datetime as dt
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from onderwijsregios.core.toets.engine import RuleSet, Verdict
from onderwijsregios.core.toets.question import (
    AS_JSON,
    FORMAT,
    IN_VIEW,
    LONGEST,
    Mistake,
    Question,
    read_question,
)
from onderwijsregios.forms.toets import ToetsForm
from onderwijsregios.models import Round
from onderwijsregios.selectors.rounds import visible_rounds
from onderwijsregios.selectors.toets import Toets, answer, rules_of, shortened
from onderwijsregios.selectors.toets_map import COUNTRY, choice_map
from regio.core import clock
from regio.core.problems import MEDIA_TYPE, InputError, problem
from regio.models import Province
from regio.views.base import PublicView

HTML, JSON = "text/html", "application/json"
BAD_INPUT = 400
READABLE = {"ensure_ascii": False}


# A POST only turns a form into an address: nothing is stored and nothing depends on who is
# signed in, so there is nothing to forge.
@method_decorator(csrf_exempt, name="dispatch")
class ToetsPage(PublicView, View):
    """The verdict of each rule on what the address says, as a page or as JSON.

    The whole state stands in the address; ``kaart`` and ``formaat`` in it only say how it is
    shown. The form is posted, because it may hold a file and a long list, and leads to that
    address. An address that would be too long for the
    server is first made shorter (a board in place of all its schools); when that is not
    enough, the answer to the POST is the page itself.
    """

    @cached_property
    def round(self) -> Round:
        """The round whose rules are asked."""
        return get_object_or_404(visible_rounds(self.request.arrived_at), slug=self.kwargs["slug"])

    @cached_property
    def rules(self) -> RuleSet:
        """The rules of the round."""
        rules = rules_of(self.round)
        if rules is None:
            raise Http404("Voor deze ronde is er geen toets.")
        return rules

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        question, mistakes = self._read(dict(request.GET.lists()))
        toets = self._answer(question)
        mistakes += toets.mistakes
        asks_json = request.get_preferred_type([HTML, JSON, MEDIA_TYPE]) in {JSON, MEDIA_TYPE}
        if asks_json or request.GET.get(FORMAT) == AS_JSON:
            response = self._json(toets, mistakes)
        else:
            response = self._page(toets, mistakes, self._form(toets))
        patch_vary_headers(response, ["Accept"])
        return response

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        asked, _ = self._read(dict(request.GET.lists()))
        toets = self._answer(asked)
        form = self._form(toets, request)
        if not form.is_valid():
            form.keep_file()
            return self._page(toets, list(toets.mistakes), form)
        question, mistakes = self._read(form.parameters())
        if not mistakes:
            for candidate in (lambda: question, lambda: shortened(question, round_=self.round, day=self.day)):
                address = f"{request.path}?{candidate().address()}{self._view_parameter}"
                if len(address) <= LONGEST:
                    return HttpResponseRedirect(f"{address}#uitkomst")
        toets = self._answer(question)
        return self._page(toets, [*mistakes, *toets.mistakes], self._form(toets), is_too_long=not mistakes)

    @cached_property
    def provinces(self) -> dict[str, str]:
        """All provinces: code to name."""
        return dict(Province.objects.values_list("code", "name"))

    @property
    def _in_view(self) -> str:
        """What of the country the map shows; the script that chooses on the map posts it along."""
        given = self.request.POST if self.request.method == "POST" else self.request.GET
        return given.get(IN_VIEW, "")

    @property
    def _view_parameter(self) -> str:
        is_known = self._in_view in {COUNTRY, *self.provinces}
        return f"&{urlencode({IN_VIEW: self._in_view})}" if is_known else ""

    @property
    def day(self) -> dt.date:
        """The day on which the registry is asked."""
        return clock.today()

    def _read(self, given: dict[str, list[str]]) -> tuple[Question, list[Mistake]]:
        return read_question(given, sectors=self.round.sectors, national=self.rules.national)

    def _answer(self, question: Question) -> Toets:
        return answer(question, round_=self.round, rules=self.rules, day=self.day)

    def _form(self, toets: Toets, request: HttpRequest | None = None) -> ToetsForm:
        given = (request.POST, request.FILES) if request else ()
        return ToetsForm(*given, toets=toets, provinces=self.provinces, sectors=list(self.round.sectors))

    def _page(
        self, toets: Toets, mistakes: list[Mistake], form: ToetsForm, *, is_too_long: bool = False
    ) -> HttpResponse:
        address = f"{self.request.build_absolute_uri(self.request.path)}?{toets.question.address()}"
        context = {
            "round": self.round,
            "toets": toets,
            "form": form,
            "mistakes": mistakes,
            "map": choice_map(toets, in_view=self._in_view, provinces=self.provinces),
            "address": address,
            "is_too_long": is_too_long,
            "section": "voorlopers",
            "has_sample_data": self.round.is_sample,
        }
        status = BAD_INPUT if mistakes or form.errors else 200
        return render(self.request, "onderwijsregios/public/toets.html", context, status=status)

    def _json(self, toets: Toets, mistakes: list[Mistake]) -> HttpResponse:
        if mistakes:
            errors = [InputError(one.parameter, one.code, one.sentence) for one in mistakes]
            detail = " ".join(error.detail for error in errors)
            members = problem(BAD_INPUT, detail=detail, instance=self.request.path, errors=errors)
            return JsonResponse(
                members, status=BAD_INPUT, content_type=MEDIA_TYPE, json_dumps_params=READABLE
            )
        own_page = reverse("onderwijsregios:toets", args=[self.round.slug])
        address = f"{own_page}?{toets.question.address()}"
        return JsonResponse(
            {
                "ronde": self.round.slug,
                "regelset": self.round.rule_set,
                "peildatum": self.day.isoformat(),
                "regels": [_members(verdict) for verdict in toets.verdicts],
                "pagina": self.request.build_absolute_uri(address),
            },
            json_dumps_params=READABLE,
        )


def _members(verdict: Verdict) -> dict[str, str]:
    rule, finding = verdict.rule, verdict.finding
    return {
        "regel": rule.key,
        "titel": rule.title,
        "uitkomst": finding.outcome.value,
        "waarde": finding.value,
        "norm": rule.norm,
        "bron": rule.source.name,
        "bronAdres": rule.source.address,
        "uitleg": finding.explanation,
    }
