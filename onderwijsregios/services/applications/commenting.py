"""Write beside a section, answer, and tick off. Nothing of it is ever handed in.

Comments are not removed: what somebody answered to stays readable for the team. The log
says that there was a comment, never what it said.
"""

from django.db import transaction

from onderwijsregios.enums import Section
from onderwijsregios.models import Application, Comment
from onderwijsregios.selectors.team import access_of
from onderwijsregios.services.applications.recording import record_for_applicant
from regio.core import clock
from regio.core.errors import NotAllowed, Refused
from regio.core.storable import storable
from regio.core.wording import ended, in_figures
from regio.models import User
from regio.services.transitions import lock

LONGEST = 5000


@transaction.atomic
def add_comment(
    *, application: Application, section: Section, text: str, actor: User, answers: Comment | None = None
) -> Comment:
    """Write a comment on ``section``, or an answer to one; an answer opens what was ticked off.

    Possible at any time, also after closing. Raises :class:`NotAllowed`, and
    :class:`Refused` for an empty or too long text.
    """
    _require_comment_right(application, section, actor)
    text = storable(text).replace("\r\n", "\n").strip()
    if not text:
        raise Refused("Schrijf een opmerking.", code="leeg")
    if len(text) > LONGEST:
        raise Refused(
            f"Uw opmerking heeft {in_figures(len(text))} tekens. "
            f"Maak haar korter: ten hoogste {in_figures(LONGEST)}."
        )
    if answers is not None:
        answers = lock(answers)
        if (answers.application_id, answers.section, answers.answers_id) != (application.pk, section, None):
            raise Refused("Deze opmerking staat niet (meer) bij dit onderdeel.")
        if answers.resolved_at is not None:
            _set_resolved(answers, None)
    comment = Comment.objects.create(
        application=application, section=section, text=text, author=actor, answers=answers
    )
    verb = "Antwoord op een opmerking" if answers else "Opmerking geplaatst"
    action = f"onderwijsregios.comment.{'answer' if answers else 'add'}"
    record_for_applicant(application, actor, action, f"{verb} bij {section.label}", obj=comment)
    return comment


def resolve_comment(*, comment: Comment, actor: User) -> Comment:
    """Tick a comment off; nothing changes when it already is."""
    return _tick(comment, actor, resolved=True)


def reopen_comment(*, comment: Comment, actor: User) -> Comment:
    """Open a comment again that was ticked off."""
    return _tick(comment, actor, resolved=False)


@transaction.atomic
def _tick(comment: Comment, actor: User, *, resolved: bool) -> Comment:
    section = Section(comment.section)
    _require_comment_right(comment.application, section, actor)
    comment = lock(comment)
    if comment.answers_id is not None or (comment.resolved_at is not None) == resolved:
        return comment
    _set_resolved(comment, actor if resolved else None)
    verb = "afgehandeld" if resolved else "weer geopend"
    action = f"onderwijsregios.comment.{'resolve' if resolved else 'reopen'}"
    sentence = f"Opmerking {verb} bij {section.label}"
    record_for_applicant(comment.application, actor, action, sentence, obj=comment)
    return comment


def _set_resolved(comment: Comment, by: User | None) -> None:
    comment.resolved_at, comment.resolved_by = (clock.now() if by else None), by
    comment.save(update_fields=["resolved_at", "resolved_by"])


def _require_comment_right(application: Application, section: Section, actor: User) -> None:
    if not access_of(actor, application).may_comment(section):
        raise NotAllowed(
            f"U mag bij {section.label} geen opmerkingen maken. "
            + ended(f"Vraag het iemand met een mandaat voor {application.lead.display_name}")
        )
