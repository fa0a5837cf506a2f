"""Documents and questions of a round, for everybody and for staff."""

import datetime as dt

from django.db.models import QuerySet

from onderwijsregios.models import Round, RoundDocument, RoundQuestion
from regio.core.clock import AMSTERDAM
from regio.enums import ScanState


def public_documents(round_: Round) -> QuerySet[RoundDocument]:
    """Return the files that everybody may download: of a round, and scanned clean."""
    return documents_of(round_).filter(document__scan_state=ScanState.CLEAN)


def documents_of(round_: Round) -> QuerySet[RoundDocument]:
    """Return all files of the round, also those that still wait for the scanner."""
    return RoundDocument.objects.filter(round=round_).select_related("document")


def public_questions(round_: Round, *, moment: dt.datetime) -> QuerySet[RoundQuestion]:
    """Return the questions with an answer that everybody may read at ``moment``."""
    return RoundQuestion.objects.filter(round=round_, published_at__lte=moment)


def decision_day(round_: Round) -> dt.date:
    """Return the last day of the decision term, when nothing stops its clock."""
    return round_.closes_at.astimezone(AMSTERDAM).date() + dt.timedelta(days=round_.decision_days)


def is_assessed(round_: Round, *, moment: dt.datetime) -> bool:
    """Tell whether the day of the selection is over and only the publication is still to come."""
    is_closed = moment >= round_.closing and round_.published_at is None
    return is_closed and moment.astimezone(AMSTERDAM).date() > round_.selection_date
