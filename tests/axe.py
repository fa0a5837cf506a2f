"""What axe finds on a page in a browser."""

from axe_playwright_python.sync_playwright import Axe

SCRIPT = Axe().axe_script
"""Half a megabyte: given to a page once, however often it is looked at."""


def findings(page):
    """Return the rules that the page breaks, each with the elements that break it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    violations = page.evaluate("axe.run({resultTypes: ['violations']}).then(results => results.violations)")
    return [(found["id"], [node["target"] for node in found["nodes"]]) for found in violations]
