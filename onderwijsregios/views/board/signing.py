"""Signing by the parties, as the applicant sees it."""

from onderwijsregios.views.board.base import ApplicationView


class SigningPage(ApplicationView):
    """Which party signed what."""

    keeps_text = False
    template_name = "onderwijsregios/board/signing.html"
    step = "ondertekenen"
