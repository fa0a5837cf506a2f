"""Comments beside a section: who writes them, how they end, and that only the team sees them."""

import pytest

from onderwijsregios.enums import Section, TeamRight
from onderwijsregios.models import Comment
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.comments import open_counts, threads_of
from onderwijsregios.services.applications.commenting import add_comment, reopen_comment, resolve_comment
from regio.core.errors import NotAllowed, Refused
from regio.enums import Audience
from regio.models import ActionLog
from tests.factories.onderwijsregios import ApplicationFactory, representative_of
from tests.factories.regio import UserFactory
from tests.factories.team import commenter, reader, team_member, writer

pytestmark = pytest.mark.django_db

OPGAVEN = Section.OPGAVEN


@pytest.fixture
def application():
    return ApplicationFactory()


def say(application, actor, text="Klopt dit getal?", section=OPGAVEN, answers=None):
    return add_comment(application=application, section=section, text=text, actor=actor, answers=answers)


def shown(application, section=OPGAVEN):
    return [
        (thread.comment.text, [answer.text for answer in thread.answers], thread.comment.resolved_at is None)
        for thread in threads_of(application, section)
    ]


def test_comments_and_answers_stand_together_in_the_order_of_writing(application, lead):
    other = commenter(application)
    first = say(application, lead)
    say(application, other, "Nog iets.")
    say(application, other, "Ja, zie bijlage.\r\nBladzijde 3.", answers=first)
    say(application, lead, "Elders", section=Section.PLAN)
    assert shown(application) == [
        ("Klopt dit getal?", ["Ja, zie bijlage.\nBladzijde 3."], True),
        ("Nog iets.", [], True),
    ]
    assert open_counts(application) == {"opgaven": 2, "plan": 1}


def test_what_is_ticked_off_no_longer_waits_and_an_answer_opens_it_again(application, lead):
    comment = say(application, lead)
    resolve_comment(comment=comment, actor=lead)
    assert (open_counts(application), shown(application)[0][2]) == ({}, False)
    reopen_comment(comment=comment, actor=lead)
    assert open_counts(application) == {"opgaven": 1}
    resolve_comment(comment=Comment.objects.get(), actor=lead)
    say(application, lead, "Toch niet.", answers=comment)
    assert open_counts(application) == {"opgaven": 1}


def test_who_may_comment_in_a_section_does_and_others_do_not(application, lead):
    elsewhere = team_member(application, rights={Section.PLAN: TeamRight.COMMENT}).user
    for actor in (lead, commenter(application), writer(application, OPGAVEN)):
        comment = say(application, actor)
    for actor in (reader(application), elsewhere, UserFactory()):
        for attempt in (say, lambda a, who: say(a, who, answers=comment)):
            with pytest.raises(NotAllowed):
                attempt(application, actor)
        with pytest.raises(NotAllowed):
            resolve_comment(comment=comment, actor=actor)
    assert Comment.objects.count() == 3


@pytest.mark.parametrize("text", ["", "  \n ", "\x00", "x" * 5001])
def test_a_comment_says_something_and_not_too_much(application, lead, text):
    with pytest.raises(Refused):
        say(application, lead, text)


def test_an_answer_belongs_to_a_comment_of_the_same_section(application, lead):
    comment = say(application, lead)
    answer = say(application, lead, answers=comment)
    foreign = say(other := ApplicationFactory(), representative_of(other.lead))
    for wrong in (answer, foreign, say(application, lead, section=Section.PLAN)):
        with pytest.raises(Refused):
            say(application, lead, answers=wrong)


def test_the_log_says_that_there_was_a_comment_but_not_what(application, lead):
    comment = say(application, lead, "geheim")
    resolve_comment(comment=comment, actor=lead)
    resolve_comment(comment=comment, actor=lead)
    rows = list(ActionLog.objects.values_list("sentence", "audiences").order_by("pk"))
    assert rows == [
        ("Opmerking geplaatst bij Opgaven", [Audience.APPLICANT]),
        ("Opmerking afgehandeld bij Opgaven", [Audience.APPLICANT]),
    ]
    assert "geheim" not in str(list(ActionLog.objects.values()))


def test_the_content_of_an_application_holds_no_comment(application, lead):
    before = content_of(application)
    say(application, lead, "geheim")
    assert content_of(application) == before
