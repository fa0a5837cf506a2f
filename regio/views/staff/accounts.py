"""Administrators give and end mandates and roles, and erase accounts."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import View

from regio.core import clock
from regio.core.errors import PortalError
from regio.enums import StaffRole
from regio.forms.accounts import AccountFilterForm, MandateForm, RoleForm
from regio.models import ActionLog, Mandate, StaffAssignment, User
from regio.models.periods import valid_on
from regio.services.accounts import (
    assign_role,
    end_mandate,
    end_role,
    erase_account,
    grant_mandate,
    obstacle_to_erasing,
)
from regio.views.base import PermissionView


def accounts_with_rights() -> QuerySet[User]:
    """Return all accounts with what they may do today."""
    today = clock.today()
    return User.objects.order_by("name", "email").prefetch_related(
        Prefetch(
            "mandates",
            Mandate.objects.filter(valid_on(today)).select_related("organisation"),
            to_attr="current_mandates",
        ),
        Prefetch(
            "staff_assignments", StaffAssignment.objects.filter(valid_on(today)), to_attr="current_roles"
        ),
    )


class AccountList(PermissionView, View):
    """All accounts."""

    permission = "regio.manage_accounts"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = AccountFilterForm(request.GET)
        users = accounts_with_rights()
        if form.is_valid():
            if q := form.cleaned_data["q"]:
                users = users.filter(Q(name__icontains=q) | Q(email__icontains=q))
            if role := form.cleaned_data["rol"]:
                users = users.filter(
                    pk__in=StaffAssignment.objects.filter(valid_on(clock.today()), role=role).values("user")
                )
        page = Paginator(users, 25).get_page(request.GET.get("pagina"))
        return render(request, "regio/staff/account_list.html", {"form": form, "page_obj": page})


class AccountDetail(PermissionView, View):
    """One account: its mandates and roles, now and before, and what was done to it."""

    permission = "regio.manage_accounts"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(request, pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = get_object_or_404(User, pk=pk)
        form = MandateForm(request.POST) if "code" in request.POST else RoleForm(request.POST)
        if form.is_valid():
            try:
                if isinstance(form, MandateForm):
                    grant_mandate(
                        user=user,
                        organisation=form.organisation,
                        valid_until=form.cleaned_data["valid_until"],
                        actor=request.user,
                    )
                    messages.success(request, "Het mandaat is gegeven.")
                else:
                    assign_role(user=user, role=StaffRole(form.cleaned_data["role"]), actor=request.user)
                    messages.success(request, "De rol is gegeven.")
            except PortalError as error:
                form.add_error(None, str(error))
            else:
                return redirect("staff-account", pk=pk)
        return self._page(request, pk, form)

    def _page(
        self, request: HttpRequest, pk: int, form: MandateForm | RoleForm | None = None
    ) -> HttpResponse:
        user = get_object_or_404(User, pk=pk)
        today = clock.today()
        return render(
            request,
            "regio/staff/account_detail.html",
            {
                "account": user,
                "mandates": user.mandates.select_related("organisation").order_by("-valid_from", "-pk"),
                "assignments": user.staff_assignments.order_by("-valid_from", "-pk"),
                "log": ActionLog.objects.filter(dossier=f"user:{user.pk}").order_by("-at", "-pk")[:50],
                "mandate_form": form if isinstance(form, MandateForm) else MandateForm(),
                "role_form": form if isinstance(form, RoleForm) else RoleForm(),
                "form": form,
                "today": today,
            },
            status=422 if form else 200,
        )


class EndRight(PermissionView, View):
    """End a mandate or a role, after asking."""

    permission = "regio.manage_accounts"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return render(request, "regio/staff/account_end.html", {"right": self._right(**kwargs)})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        right = self._right(**kwargs)
        try:
            if isinstance(right, Mandate):
                end_mandate(mandate=right, actor=request.user)
            else:
                end_role(assignment=right, actor=request.user)
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Beëindigd. De geschiedenis blijft bewaard.")
        return redirect("staff-account", pk=right.user_id)

    def _right(self, *, kind: str, pk: int) -> Mandate | StaffAssignment:
        if kind not in {"mandaat", "rol"}:
            raise Http404
        if kind == "mandaat":
            return get_object_or_404(Mandate.objects.select_related("user", "organisation"), pk=pk)
        return get_object_or_404(StaffAssignment.objects.select_related("user"), pk=pk)


class EraseAccount(PermissionView, View):
    """Erase an account, after saying what goes and what stays."""

    permission = "regio.manage_accounts"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = get_object_or_404(User, pk=pk)
        obstacle = obstacle_to_erasing(user=account, actor=request.user)
        return render(request, "regio/staff/account_erase.html", {"account": account, "obstacle": obstacle})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            erase_account(user=get_object_or_404(User, pk=pk), actor=request.user)
        except PortalError as error:
            messages.error(request, str(error))
            return redirect("staff-account", pk=pk)
        messages.success(request, "Het account is gewist.")
        return redirect("staff-accounts")
