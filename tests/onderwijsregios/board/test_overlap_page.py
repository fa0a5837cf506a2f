"""What an applicant sees of overlap: that it is there, and nothing of the other until both agree."""

import pytest

from onderwijsregios.models import Application, TeamMember
from regio.core import clock
from regio.enums import StaffRole
from tests.factories.assessment import staff_member
from tests.factories.onderwijsregios import ApplicationFactory, days, representative_of
from tests.factories.regio import SchoolFactory, UserFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db

SENTENCE = "Er is overlap met een andere aanvraag in deze ronde."


@pytest.fixture
def other(application):
    """Return another draft in the same round, with a school that overlaps."""
    found = ApplicationFactory(round=application.round, title="Geheime regio", complete=True)
    school = SchoolFactory(name="Basisschool De Brug")
    for one in (application, found):
        one.school_rows.create(school=school)
    return found


def team_member(application):
    user = UserFactory()
    TeamMember.objects.create(
        application=application, email=user.email, user=user, state="actief", expires_at=days(9)
    )
    return user


@pytest.mark.parametrize("step", ["", "regio", "regio/gemeenten", "partijen", "scholen", "overlap"])
def test_pages_say_that_there_is_overlap_but_not_with_whom_or_where(step, applicant, other, at):
    text = Page(applicant.get(at(step))).text
    assert SENTENCE in text
    for secret in ("Geheime regio", other.lead.display_name):
        assert secret not in text
    other.school_rows.all().delete()
    assert SENTENCE not in Page(applicant.get(at(step))).text


@pytest.mark.parametrize("step", ["", "regio", "overlap"])
def test_after_closing_nothing_is_said(step, applicant, application, other, at):
    with clock.moved_to(application.round.closing):
        applicant.force_login(application.lead.mandates.get().user)
        assert SENTENCE not in Page(applicant.get(at(step))).text


def test_who_ticks_the_box_sees_the_other_only_when_that_one_did_so_too(applicant, application, other, at):
    answer = applicant.post(at("overlap"), {"deelt": "on"}, follow=True)
    assert "Bewaard. Wie met u overlapt en dit ook wil, ziet voortaan dat u het bent." in answer.text
    assert Application.objects.get(pk=application.pk).shares_overlap
    assert other.lead.display_name not in answer.text

    Application.objects.filter(pk=other.pk).update(shares_overlap=True)
    page = Page(applicant.get(at("overlap")))
    assert other.lead.display_name in page.text
    assert "School Basisschool De Brug" in page.text
    assert "Geheime regio" not in page.text

    answer = applicant.post(at("overlap"), {}, follow=True)
    assert "Wij noemen uw organisatie bij niemand." in answer.text
    assert other.lead.display_name not in answer.text


def test_a_team_member_reads_it_but_does_not_speak_for_the_organisation(client, application, other, at):
    client.force_login(team_member(application))
    page = client.get(at("overlap"))
    assert (SENTENCE in page.text, 'name="deelt"' in page.text) == (True, False)
    assert client.post(at("overlap"), {"deelt": "on"}).status_code == 403
    assert not Application.objects.get(pk=application.pk).shares_overlap


def test_consent_that_arrives_after_closing_is_refused(applicant, application, other, at):
    application.round.opens_at, application.round.closes_at = days(-9), days(-1)
    application.round.save()
    assert applicant.post(at("overlap"), {"deelt": "on"}).status_code == 409
    assert not Application.objects.get(pk=application.pk).shares_overlap


def test_nobody_else_finds_the_page(client, application, other, at):
    assert client.get(at("overlap")).status_code == 302
    for user in (UserFactory(), representative_of(other.lead), *map(staff_member, StaffRole)):
        client.force_login(user)
        assert client.get(at("overlap")).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_page_needs_the_same_queries_for_any_number_of_contacts(
    rows, applicant, application, at, django_assert_num_queries
):
    for _ in range(rows):
        contact = ApplicationFactory(round=application.round, shares_overlap=True)
        school = SchoolFactory()
        for one in (application, contact):
            one.school_rows.create(school=school)
    Application.objects.filter(pk=application.pk).update(shares_overlap=True)
    with django_assert_num_queries(17):
        assert applicant.get(at("overlap")).text.count("School School") == rows
