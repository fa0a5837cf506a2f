"""A real browser for what only a browser can show."""

import pytest


@pytest.fixture
def open_page(chromium, live_server):
    """Open an address at a width, and close the window afterwards."""
    contexts = []

    def open_page(address, *, width=1280, **options):
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(live_server.url + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
