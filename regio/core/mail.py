"""SMTP with one thing more: say when the last byte of a mail is on its way.

From that byte on the mail server will deliver, whatever happens to us; before it, the
mail does not exist for the server. That is the moment to commit "sent", not the moment
of the answer, which may come much later.
"""

import smtplib
from collections.abc import Callable
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import EmailMessage

END_OF_MAIL = b"\r\n.\r\n"


class TellsTheEnd(smtplib.SMTP):
    """A connection that calls ``on_end`` right after the final dot of a mail was sent."""

    on_end: Callable[[], None] | None = None

    def send(self, s: Any) -> None:
        """Send, and tell when this was the end of a mail."""
        super().send(s)
        if self.on_end is not None and isinstance(s, bytes) and s.endswith(END_OF_MAIL):
            self.on_end()


class TellsTheEndOverTls(TellsTheEnd, smtplib.SMTP_SSL):
    """The same over a connection that is encrypted from the start."""


class SmtpBackend(EmailBackend):
    """Django's SMTP backend on such a connection."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Return the kind of connection to open."""
        return TellsTheEndOverTls if self.use_ssl else TellsTheEnd


def hand_over(line: BaseEmailBackend, mail: EmailMessage, *, at_the_end: Callable[[], None]) -> None:
    """Send ``mail`` over ``line`` and call ``at_the_end`` once its last byte has left.

    ``at_the_end`` may be called twice. Over a line without such a moment (a folder, a
    list in a test) it is called after sending. Raises what the line raises, before or
    after that moment.
    """
    line.open()
    connection = getattr(line, "connection", None)
    if isinstance(connection, TellsTheEnd):
        connection.on_end = at_the_end
    line.send_messages([mail])
    at_the_end()
