"""Ask for everything that somebody can reach, and say in what two rounds of asking differ.

A crawl starts at given addresses and follows the links of what it gets. Of addresses
with the same route it asks the first few that it meets, so that a crawl takes seconds;
the order is fixed, so that two crawls of the same site ask the same.
"""

import re
from collections import Counter, deque
from dataclasses import dataclass
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve

PER_ROUTE = 2
"""So many addresses of one route are followed besides those that a crawl starts with."""
ELSEWHERE = ("/account/", "/static/", "/media/", "/stijlgids/")
"""Not followed: allauth's own pages, which know of no application, files and examples."""

LINK = re.compile(r'(?:href|src)="([^"]+)"|<loc>([^<]+)</loc>|"(/api/v1/[^"]*)"')
RANDOM = re.compile(r'(name="(?:csrfmiddlewaretoken|sleutel)" value=")[^"]+')
"""All that differs between two answers by itself: the masked token of a form, and the key of a submit.

Everything else is compared as it is. The clock stands still, so moments and signatures are equal.
"""


@dataclass(frozen=True)
class Answer:
    """What came back; two that are equal cannot be told apart from outside, but for the time they took."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    queries: int
    """How many the page needed: more of them take longer."""


Answers = dict[str, Answer]


def crawl(user, start, *, without=()):
    """Return the answer to each address that ``user`` (None: nobody) reaches from ``start``.

    What begins with one of ``without`` is left out. What the asking itself writes, such as
    the log of reads, is undone.
    """
    with undone():
        client = client_of(user)
        found: Answers = {}
        waiting = deque(address for address in dict.fromkeys(start) if not address.startswith(without))
        followed: Counter[str] = Counter()
        while waiting:
            address = waiting.popleft()
            if address in found:
                continue
            found[address] = ask(client, address)
            for link in links_in(address, found[address]):
                route = route_of(link)
                if link in found or link.startswith(without) or route is None:
                    continue
                if followed[route] < PER_ROUTE:
                    followed[route] += 1
                    waiting.append(link)
        return found


def ask_again(user, addresses):
    """Return the answers to these addresses alone, in this order."""
    with undone():
        client = client_of(user)
        return {address: ask(client, address) for address in addresses}


def differences(before, after):
    """Return the addresses that were answered in another way, or only once."""
    return sorted(address for address in before | after if before.get(address) != after.get(address))


class undone:  # noqa: N801  reads as a word
    """Take back all that happens inside."""

    def __enter__(self):
        self.block = transaction.atomic()
        self.block.__enter__()
        return self

    def __exit__(self, *error):
        if error == (None, None, None):
            transaction.set_rollback(True)
        self.block.__exit__(*error)


class Visitor(Client):
    """The test client without its notes of templates and contexts, which cost more than the pages."""

    def request(self, **request):
        response = self.handler(self._base_environ(**request))
        self.check_exception(response)
        self.cookies.update(response.cookies)
        return response


def client_of(user):
    cache.clear()
    client = Visitor()
    if user is not None:
        client.force_login(user)
    return client


def ask(client, address):
    count = 0

    def counted(execute, *args):
        nonlocal count
        count += 1
        return execute(*args)

    with connection.execute_wrapper(counted):
        response = client.get(address)
        raw = b"".join(response.streaming_content) if response.streaming else response.content
    headers = sorted((name, value) for name, value in response.items())
    cookies = sorted(("Set-Cookie", name) for name in response.cookies)
    body = RANDOM.sub(r"\1", raw.decode(errors="surrogateescape"))
    return Answer(response.status_code, (*headers, *cookies), body, count)


def links_in(address, answer):
    """Yield the addresses within the site to which an answer leads, without their fragments."""
    targets = [dict(answer.headers).get("Location", "")]
    targets += [unescape(next(filter(None, groups))) for groups in LINK.findall(answer.body)]
    for target in targets:
        parts = urlsplit(urldefrag(urljoin(address, target.removeprefix(settings.SITE_URL)))[0])
        if target and not parts.scheme and not parts.netloc and not parts.path.startswith(ELSEWHERE):
            yield parts.geturl()


def route_of(address):
    """Return the route that answers ``address``, with the names of its parameters; None without one."""
    parts = urlsplit(address)
    try:
        route = resolve(parts.path).route
    except Resolver404:
        return None
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&")} - {""})
    return f"{route}?{'&'.join(names)}"
