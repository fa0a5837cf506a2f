"""What a form says beside a field for files: the kinds and the limits by which the file is judged."""

from collections.abc import Collection

from django import forms
from django.conf import settings

from regio.core.files.kinds import PDF, Kind, accept_of, names_of


def describe_upload(field: forms.FileField, *, kinds: Collection[Kind] = (PDF,)) -> None:
    """Give ``field`` the sentence and the attributes that go with what ``receive_upload`` takes.

    The attributes help the reader to choose and say at once that a file is too large;
    the check itself is the service's.
    """
    field.help_text = limits_in_words(kinds)
    field.widget.attrs |= {"accept": accept_of(kinds), "data-max-bytes": str(settings.UPLOAD_MAX_BYTES)}


def limits_in_words(kinds: Collection[Kind]) -> str:
    """Return which files are taken: kinds, size, pages, and what they may not have."""
    megabytes = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
    if tuple(kinds) == (PDF,):
        return (
            f"Eén PDF van ten hoogste {megabytes} MB en {settings.UPLOAD_MAX_PAGES} bladzijden, "
            "zonder wachtwoord."
        )
    return (
        f"{names_of(kinds)}. Elk bestand is ten hoogste {megabytes} MB, zonder wachtwoord en "
        f"zonder macro's; een PDF heeft ten hoogste {settings.UPLOAD_MAX_PAGES} bladzijden."
    )
