"""The style guide in a real browser: accessible, on a phone too, with and without script."""

import pytest

from regio.views.styleguide import FULL_PAGES
from tests.axe import findings
from tests.factories.regions import OnderwijsregioFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "light"), (1280, "dark")])
def test_style_guide_has_no_axe_findings_and_does_not_scroll_sideways(open_page, width, scheme):
    page = open_page("/stijlgids/", width=width, color_scheme=scheme)
    for details in page.locator("main details").all():
        details.evaluate("element => element.open = true")
    assert (findings(page), page.evaluate("document.documentElement.scrollWidth")) == ([], width)


@pytest.mark.parametrize(
    ("width", "names"),
    # Wide, the errors are all one shape.
    [(320, list(FULL_PAGES)), (1280, ["paginakop", "fouten", "bevestigen", "404"])],
    ids=["320", "1280"],
)
def test_full_pages_have_no_axe_findings_and_do_not_scroll_sideways(open_page, width, names):
    found = {}
    for name in names:
        page = open_page(f"/stijlgids/{name}/", width=width)
        found[name] = (findings(page), page.evaluate("document.documentElement.scrollWidth"))
    assert found == dict.fromkeys(names, ([], width))


def test_a_table_wider_than_the_page_scrolls_by_itself(open_page):
    OnderwijsregioFactory(name="Samenwerkingsverbandsgemeentegrensoverschrijdend")
    page = open_page("/onderwijsregios/", width=660)
    # room that no screen of this width has: a long column with words for screen readers at its end
    page.evaluate(
        """() => document.querySelectorAll(".table tr > :last-child").forEach(cell => {
            const words = document.createElement("span");
            words.className = "visually-hidden";
            words.textContent = "op de kaart";
            cell.append("Toon".repeat(200), words);
        })"""
    )
    widths = page.evaluate(
        """() => {
            const table = document.querySelector(".table-region");
            return [document.documentElement.scrollWidth, table.scrollWidth > table.clientWidth];
        }"""
    )
    assert widths == [660, True]


def test_menu_on_a_phone_opens_without_script_and_leads_on(open_page):
    page = open_page("/stijlgids/paginakop/", width=320, java_script_enabled=False)
    menu = page.get_by_role("navigation", name="Hoofdmenu")
    assert menu.is_visible() is False
    page.get_by_role("button", name="Menu", exact=True).click()
    assert menu.get_by_role("link").all_inner_texts() == [
        "Onderwijsregio's",
        "Samen Opleiden",
        "RAP-projecten",
        "Regiokaart",
        "Voorlopers",
        "Over",
    ]
    page.get_by_role("button", name="Sluit menu").click()
    assert menu.is_visible() is False


def test_open_menu_on_a_phone_has_no_axe_findings(open_page):
    page = open_page("/stijlgids/paginakop/", width=320)
    page.get_by_role("button", name="Menu", exact=True).click()
    assert findings(page) == []


def test_skip_link_is_the_first_stop_and_leads_to_the_content(open_page):
    page = open_page("/stijlgids/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"


def test_refused_form_starts_at_its_errors_and_each_leads_to_its_field(open_page):
    page = open_page("/stijlgids/fouten/")
    assert page.title() == "Fout: Formulier met fouten – Regio-infrastructuur"
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')") is True
    reached = []
    for link in page.locator("[data-error-summary] a").all():
        link.click()
        reached.append(page.evaluate("document.activeElement.name"))
    assert reached == [
        "naam",
        "email",
        "provincie",
        "sectoren",
        "rol",
        "toelichting",
        "moment_0",
        "akkoord",
    ]


def test_counter_follows_typing_and_says_how_much_is_too_much(open_page):
    page = open_page("/stijlgids/fouten/")
    counter = page.locator("#id_toelichting_counter")
    said = [counter.inner_text()]
    page.locator("#id_toelichting").fill("één\ntwee")
    said.append(counter.inner_text())
    assert said == ["1 teken te veel. Maak de tekst korter.", "Nog 491 tekens."]


def test_unsaved_answers_are_guarded_and_untouched_ones_are_not(open_page):
    page = open_page("/stijlgids/fouten/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    page.locator("#id_naam").fill("Jansen")
    page.get_by_role("link", name="Regio-infrastructuur").first.click()
    page.wait_for_url("**/")
    assert asked == ["beforeunload"]


def test_file_that_is_too_large_is_named_at_once(open_page):
    page = open_page("/stijlgids/fouten/")
    page.locator("#id_plan").evaluate("element => element.dataset.maxBytes = '1048576'")
    page.locator("#id_plan").set_input_files(
        {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"x" * 2_200_000}
    )
    assert page.locator("#id_plan_size").inner_text() == (
        '"plan.pdf" is 2,1 MB. Kies een bestand van ten hoogste 1 MB.'
    )


def test_form_is_sent_once_and_the_name_of_its_button_comes_along(open_page, live_server):
    page = open_page("/stijlgids/bevestigen/")
    sent = []
    page.route(
        "**/ontvang/",
        lambda route: (sent.append(route.request.post_data), route.fulfill(status=204, body="")),
    )
    page.locator("main form").evaluate(
        "form => { form.action = '/ontvang/';"
        " const button = form.querySelector('button'); button.name = 'actie'; button.value = 'trek_in'; }"
    )
    button = page.get_by_role("button", name="Ja, trek in")
    button.dblclick()
    page.wait_for_timeout(300)
    assert [body.rsplit("&", 1)[-1] for body in sent] == ["actie=trek_in"]
