"""Pages of reviewers: what is assigned to them, reading it and scoring it."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from onderwijsregios.enums import ApplicationState, PartKey
from onderwijsregios.forms.reviews import InterestForm, ReviewForm
from onderwijsregios.models import Application, Review
from onderwijsregios.selectors.differences import changed_sections
from onderwijsregios.selectors.reviews import (
    has_decision,
    other_reviews,
    review_of,
    sealed_count,
    worklist_of,
)
from onderwijsregios.selectors.rounds import criteria_of, handed_in_title, last_revision
from onderwijsregios.selectors.supplements import has_open_question, supplemented_since_closing
from onderwijsregios.services.reviews import declare_interest, save_review, scores_of, submit_review
from regio.core.errors import EditConflict, Incomplete, PortalError
from regio.views.base import PermissionView
from regio.views.keeping import KeepsInput

BAD_INPUT = 400


class ReviewList(PermissionView, View):
    """What is assigned to this reviewer, of rounds that have closed."""

    permission = "onderwijsregios.review_applications"

    def get(self, request: HttpRequest) -> HttpResponse:
        reviews = worklist_of(request.user)
        context = {
            "reviews": reviews,
            "sealed": sealed_count(request.user),
            "has_sample_data": any(review.application.is_sample for review in reviews),
        }
        return render(request, "onderwijsregios/reviewer/review_list.html", context)


class ReviewPage(KeepsInput, View):
    """Read the frozen revision and score it."""

    permission = "onderwijsregios.review_application"

    @cached_property
    def application(self) -> Application:
        """The application of this page."""
        return get_object_or_404(Application.objects.select_related("round", "lead"), pk=self.kwargs["pk"])

    @cached_property
    def review(self) -> Review:
        """The reviewer's own work on it."""
        review = review_of(self.request.user, self.application)
        if review is None:
            raise Http404
        return review

    def get_permission_object(self) -> Application:
        return self.application

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self._form(self.kept_data())
        if form.is_bound:
            form.show_saved()
        return self._page(form, kept=self.kept())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, status=BAD_INPUT)
        try:
            saved = save_review(
                actor=request.user,
                review=self.review,
                version=form.cleaned_data["version"],
                summary=form.cleaned_data["summary"],
                scores=form.scores(),
            )
        except EditConflict as error:
            form.show_conflict(error, version=Review.objects.get(pk=self.review.pk).version)
            return self._page(form, status=error.status)
        except PortalError as error:
            form.add_error(None, error.message)
            return self._page(form, status=error.status)
        return self._submit(saved) if request.POST.get("actie") == "lever-in" else self._saved(saved)

    def _saved(self, saved: Review) -> HttpResponse:
        messages.success(self.request, "Uw beoordeling is bewaard.")
        return redirect("onderwijsregios:review", pk=saved.application_id)

    def _submit(self, saved: Review) -> HttpResponse:
        try:
            submit_review(actor=self.request.user, review=saved)
        except Incomplete as error:
            form = ReviewForm(
                self._as_posted(saved), review=saved, criteria=self._criteria, scores=scores_of(saved)
            )
            form.is_valid()
            for field, sentence in error.missing:
                form.add_error(field, sentence)
            return self._page(form, incomplete=error.message, status=BAD_INPUT)
        except PortalError as error:
            messages.error(self.request, error.message)
        else:
            messages.success(self.request, "Uw beoordeling is ingeleverd. Dank u wel.")
        return redirect("onderwijsregios:review", pk=saved.application_id)

    def _as_posted(self, saved: Review) -> Any:
        data = self.request.POST.copy()
        data["version"] = str(saved.version)
        return data

    @cached_property
    def _criteria(self) -> list[Any]:
        return list(criteria_of(self.application.round))

    def _form(self, data: Any) -> ReviewForm:
        return ReviewForm(data, review=self.review, criteria=self._criteria, scores=scores_of(self.review))

    def _page(self, form: ReviewForm, *, status: int = 200, **context: Any) -> HttpResponse:
        revision = last_revision(self.application)
        is_closed = self.application.state != ApplicationState.SUBMITTED or has_decision(self.application)
        read = self.review.revision
        is_newer = read is not None and revision is not None and read.pk != revision.pk
        shown = {
            "read": read if is_newer else None,
            "changes": changed_sections(read.content, revision.content) if is_newer else [],
            "supplemented": [] if is_newer or revision is None else supplemented_since_closing(revision),
            "is_asked": has_open_question(self.application),
            "form": form,
            "application": self.application,
            "round": self.application.round,
            "review": self.review,
            "revision": revision,
            "parts": PartKey.choices,
            "others": other_reviews(self.review),
            "is_closed": is_closed,
            "came_too_late": is_closed and form.is_bound,
            "has_sample_data": self.application.is_sample,
        }
        return render(self.request, "onderwijsregios/reviewer/review.html", shown | context, status=status)


class DeclareInterest(PermissionView, View):
    """Say that an interest keeps one away; access ends at once."""

    permission = "onderwijsregios.review_application"

    @cached_property
    def application(self) -> Application:
        """The application of this page."""
        applications = Application.objects.annotate(handed_in_title=handed_in_title())
        return get_object_or_404(applications.select_related("round", "lead"), pk=self.kwargs["pk"])

    def get_permission_object(self) -> Application:
        return self.application

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(InterestForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = InterestForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=BAD_INPUT)
        declare_interest(actor=request.user, application=self.application, reason=form.cleaned_data["reason"])
        messages.success(
            request, "Uw belang is vastgelegd. U ziet deze aanvraag niet meer en telt er niet mee."
        )
        return redirect("onderwijsregios:reviews")

    def _page(self, form: InterestForm, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "application": self.application}
        return render(self.request, "onderwijsregios/reviewer/interest.html", context, status=status)
