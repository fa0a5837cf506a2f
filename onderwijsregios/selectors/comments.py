"""What the team says beside the sections: read by the team alone, never part of the application."""

from dataclasses import dataclass, field

from django.db.models import Count

from onderwijsregios.enums import Section
from onderwijsregios.models import Application, Comment


@dataclass
class Thread:
    """A comment with what was answered."""

    comment: Comment
    answers: list[Comment] = field(default_factory=list)


def open_counts(application: Application) -> dict[str, int]:
    """Return how many comments wait for somebody, by section; sections without any are left out."""
    waiting = Comment.objects.filter(application=application, answers=None, resolved_at=None)
    return dict(waiting.order_by().values_list("section").annotate(n=Count("pk")).values_list("section", "n"))


def threads_of(application: Application, section: Section) -> list[Thread]:
    """Return the comments on ``section`` with their answers, the oldest first; one query."""
    threads: dict[int, Thread] = {}
    comments = (
        Comment.objects.filter(application=application, section=section)
        .select_related("author", "resolved_by")
        .order_by("written_at", "pk")
    )
    for comment in comments:
        if comment.answers_id is None:
            threads[comment.pk] = Thread(comment)
        elif comment.answers_id in threads:
            threads[comment.answers_id].answers.append(comment)
    return list(threads.values())
