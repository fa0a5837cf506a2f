"""Mails about signing: to a party, and back to the applicant.

A party hears it at each account that may act for it, and at the address that the
applicant gave. A mail to that address holds a link with which one can sign. What opens
is sealed while the mail is rendered; the outbox only knows which request it is about.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.urls import reverse

from onderwijsregios.models import Application, SigningRequest
from onderwijsregios.selectors.signing import mail_key
from onderwijsregios.selectors.windows import window_of
from regio.core import clock
from regio.core.moments import in_words
from regio.models import Mandate, MutedAnnouncement, OutboxMessage, User
from regio.models.periods import valid_on
from regio.selectors.accounts import representatives_of
from regio.services.outbox import post

LINK_PURPOSE = "ondertekenen"
"""What the seal in a link is for."""
SUPPLEMENTED_TEXT = "ondertekende-tekst-aangevuld"
"""The kind of mail that a signer may mute: nothing is asked of who gets it."""

People = Mapping[UUID, list[User]]


def people_of(requests: Iterable[SigningRequest]) -> People:
    """Return the accounts that may act for each party today; one query."""
    mandates = Mandate.objects.filter(
        valid_on(clock.today()),
        organisation__in=[one.organisation_id for one in requests],
        user__is_active=True,
    )
    found: dict[UUID, list[User]] = defaultdict(list)
    for mandate in mandates.select_related("user"):
        if mandate.user not in found[mandate.organisation_id]:
            found[mandate.organisation_id].append(mandate.user)
    return found


def is_reachable(request: SigningRequest, people: People) -> bool:
    """Tell whether anybody would get a mail about ``request``."""
    return bool(request.email or people.get(request.organisation_id))


def tell_party(
    application: Application,
    request: SigningRequest,
    people: People,
    *,
    what: str,
    template: str,
    is_news_after_closing: bool = False,
) -> bool:
    """Have one mail sent to everybody who may sign for a party; return whether any is new.

    ``what`` names the occasion, and holds no colon: each receiver hears of it once. What
    can only be answered while the round is open is dropped when it could not leave before.
    """
    end = window_of(application.round, application.lead_id).shown_end - dt.timedelta(seconds=1)
    context = {
        "applicant": application.lead.display_name,
        "round": application.round.title,
        "closes_at": in_words(end, seconds=True),
        "path": reverse("onderwijsregios:sign", args=[application.pk, request.organisation_id]),
    }
    if is_news_after_closing:
        context["preferences"] = reverse("mail-preferences")
    not_after = None if is_news_after_closing else end
    is_new = False
    for user in people.get(request.organisation_id, ()):
        key = mail_key(request, what, user.pk)
        is_new |= post(key=key, template=template, context=context, to=user, not_after=not_after)
    if request.email:
        by_link = context | {"signing_request": str(request.pk), "nonce": str(request.nonce)}
        key = mail_key(request, what, "adres")
        is_new |= post(
            key=key, template=template, context=by_link, address=request.email, not_after=not_after
        )
    return is_new


def tell_of_supplement(application: Application, organisations: Collection[UUID], *, what: str) -> None:
    """Tell parties that a text which they signed was supplemented; who muted that hears nothing."""
    requests = list(SigningRequest.objects.filter(application=application, organisation__in=organisations))
    muted = set(MutedAnnouncement.objects.filter(kind=SUPPLEMENTED_TEXT).values_list("user", flat=True))
    people = {
        organisation: [user for user in users if user.pk not in muted]
        for organisation, users in people_of(requests).items()
    }
    for request in requests:
        tell_party(
            application,
            request,
            people,
            what=what,
            template="signing-supplemented",
            is_news_after_closing=True,
        )


def forget_mails(request: SigningRequest, *, only_to_address: bool) -> None:
    """Let mails about ``request`` that still wait lapse: who would read them is not asked any more."""
    waiting = OutboxMessage.objects.filter(
        key__startswith=mail_key(request, ""), state=OutboxMessage.State.WAITING
    )
    if only_to_address:
        waiting = waiting.filter(user=None)
    waiting.update(state=OutboxMessage.State.CANCELLED)


def tell_applicant(application: Application, *, occasion: str, news: str) -> None:
    """Tell all who may act for the applicant that a party answered otherwise than by signing."""
    for user in representatives_of(application.lead):
        post(
            key=f"signing-news:{occasion}:{user.pk}",
            template="signing-news",
            context={
                "news": news,
                "round": application.round.title,
                "path": reverse("onderwijsregios:application-ondertekenen", args=[application.pk]),
            },
            to=user,
        )
