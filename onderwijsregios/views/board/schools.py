"""The schools of the application."""

from onderwijsregios.views.board.base import ApplicationView


class EditSchools(ApplicationView):
    """Which school locations take part."""

    keeps_text = False
    template_name = "onderwijsregios/board/schools.html"
    step = "scholen"
