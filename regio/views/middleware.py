"""What happens around each request."""

import datetime as dt
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

from regio.core import clock
from regio.core.correlation import correlation
from regio.core.storable import is_storable
from regio.selectors.accounts import needs_second_factor
from regio.views import errors

GetResponse = Callable[[HttpRequest], HttpResponse]

logger = structlog.get_logger(__name__)


class ArrivalMiddleware:
    """Stamp the request with the moment at which it reached the portal.

    Deadlines are judged by ``request.arrived_at``, however long the request then
    waits. A reverse proxy may name the moment in a header (``ARRIVAL_HEADER``, in
    seconds since 1970, with or without the ``t=`` of nginx); a moment in the future
    or longer ago than ``ARRIVAL_MAX_SECONDS`` is not believed, and that is logged.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.arrived_at = self._moment(request)  # type: ignore[attr-defined]  # our own attribute
        return self.get_response(request)

    def _moment(self, request: HttpRequest) -> dt.datetime:
        now = clock.now()
        if not settings.ARRIVAL_HEADER:
            return now
        stated = request.headers.get(settings.ARRIVAL_HEADER, "").removeprefix("t=")
        try:
            arrived = dt.datetime.fromtimestamp(float(stated), tz=dt.UTC)
        except (ValueError, OverflowError, OSError):
            return now
        waited = (now - arrived).total_seconds()
        if 0 <= waited <= settings.ARRIVAL_MAX_SECONDS:
            return arrived
        logger.warning("arrival_header_not_believed", waited_seconds=waited)
        return max(now - dt.timedelta(seconds=settings.ARRIVAL_MAX_SECONDS), arrived) if waited > 0 else now


class CorrelationMiddleware:
    """Give all log lines and audit rows of one request the same id."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with correlation(uuid.uuid4()) as identifier:
            structlog.contextvars.bind_contextvars(correlation_id=str(identifier))
            try:
                return self.get_response(request)
            finally:
                structlog.contextvars.clear_contextvars()


class StorablePathMiddleware:
    """Answer 404 to an address with a character that the database cannot hold.

    Nothing can have such an address, and a query with it would be an error. Stands
    after signing in, because the page that says so names who reads it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_storable(request.path):
            return errors.not_found(request)
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Let nobody keep a copy of an answer that is not for everybody.

    Otherwise "back" on a shared computer shows it to the next person after signing out.
    A view that says itself how long its answer may be kept is believed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        found = request.resolver_match
        if found and not getattr(found.func, "is_public", False):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class AddressLengthMiddleware:
    """Answer in words to an address longer than anything of ours, below where the server refuses it.

    Gunicorn reads 8,190 characters of the request's first line (``limit_request_line``).
    """

    MOST = 7500

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.get_full_path()) > self.MOST:
            return render(request, "errors/414.html", status=414)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Send staff without a second factor to the page where they set one up.

    Everything but the public site, signing out and that page itself stays closed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        is_public = getattr(view, "is_public", False)
        is_account = (request.resolver_match and request.resolver_match.route.startswith("account/")) or False
        if is_public or is_account or not request.user.is_authenticated:
            return None
        if needs_second_factor(request.user):
            return HttpResponseRedirect(reverse("mfa_index"))
        return None


class OwnNotFoundMiddleware:
    """Show the portal's own page for what does not exist also with ``DEBUG``.

    There Django answers with a list of all addresses, and that would be the first thing
    that somebody sees who tries the portal and mistypes. A crash keeps its traceback.
    Stands last, so that what others do with an address comes first.
    """

    def __init__(self, get_response: GetResponse) -> None:
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            resolve(request.path_info)
        except Resolver404 as unknown:
            return errors.not_found(request, unknown)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a view that found nothing."""
        return errors.not_found(request, exception) if isinstance(exception, Http404) else None
