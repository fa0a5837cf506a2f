"""Journeys: people who each sit at an own browser, in a portal whose clock can be set."""

import datetime as dt
from contextlib import ExitStack

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt

from regio.core import clock
from tests.axe import findings
from tests.factories.regio import PASSWORD
from tests.second_factor import code_on_the_phone

PHONE, DESK = 320, 1280


class Person:
    """Somebody at a browser. Each page that is opened is looked at by axe, in both widths."""

    def __init__(self, browser, base, user=None):
        self.context = browser.new_context(viewport={"width": DESK, "height": 900}, base_url=base)
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.user = user
        self.seen = {}

    def opens(self, address):
        self.page.goto(address)
        return self

    def looks(self):
        """Check the page with axe and for sideways scrolling, on a phone and at a desk."""
        for width in (PHONE, DESK):
            self.page.set_viewport_size({"width": width, "height": 900})
            path = self.page.url.partition("//")[2].partition("/")[2]
            self.seen[f"/{path} at {width}"] = (
                findings(self.page),
                self.page.evaluate("document.documentElement.scrollWidth"),
            )
        return self

    def sends(self, name):
        """Press the button of a form and wait for the page that answers.

        A form whose fields save themselves is sent only when their last save is done.
        """
        with self.page.expect_navigation():
            self.presses(name)
        return self

    def presses(self, name):
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
        return self

    def follows(self, name):
        self.page.get_by_role("link", name=name, exact=True).first.click()
        return self

    def fills(self, label, text):
        self.page.get_by_label(label, exact=False).first.fill(text)
        return self

    def ticks(self, label):
        self.page.get_by_label(label, exact=True).check()
        return self

    def reads(self, text):
        """Tell whether the page shows ``text``."""
        return text in self.page.locator("body").inner_text()

    def signs_in(self, *, looking=False):
        """Sign in as a person does: address, password and, for staff, the code of the phone."""
        self.opens("/account/login/")
        if looking:
            self.looks()
        self.page.locator("input[name=login]").fill(self.user.email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main form button[type=submit]").first.click()
        authenticator = self.user.authenticator_set.first()
        if authenticator:
            self.page.wait_for_url("**/2fa/authenticate/**")
            if looking:
                self.looks()
            secret = decrypt(authenticator.data["secret"])
            code = code_on_the_phone(secret)
            self.page.locator("input[name=code]").fill(code)
            self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_url("**/mijn/")
        return self


@pytest.fixture
def person(chromium, live_server):
    """Seat somebody at a browser; afterwards nothing that anybody saw may have findings."""
    people = []

    def seat(user=None):
        one = Person(chromium, live_server.url, user)
        people.append(one)
        return one

    yield seat
    wrong = {
        where: (violations, width)
        for one in people
        for where, (violations, width) in one.seen.items()
        if violations or width != int(where.rpartition(" ")[2])
    }
    for one in people:
        one.context.close()
    assert wrong == {}


@pytest.fixture
def at():
    """Set the portal's clock: ``at(moment)``."""
    with ExitStack() as stack:
        yield lambda moment: stack.enter_context(clock.moved_to(moment))


def nl(year, month, day, hour=0, minute=0, second=0):
    """Return a moment as clocks in the Netherlands show it."""
    return clock.amsterdam(dt.date(year, month, day), dt.time(hour, minute, second))


def with_second_factor(user):
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    return user
