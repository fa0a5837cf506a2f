"""Opening the raw public files that the tables are derived from."""

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

from regio.core.duo.content import read_content
from regio.core.duo.rows import DuoFile, read_duo_file
from regio.core.reference.tables import ReferenceDataError, Row


class RawData:
    """The folder with the raw files; each is read when it is asked for."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        if not directory.is_dir():
            raise ReferenceDataError(f"De map met bronbestanden bestaat niet: {directory}")

    def _bytes(self, path: str) -> bytes:
        try:
            return (self.directory / path).read_bytes()
        except FileNotFoundError as error:
            raise ReferenceDataError(f"Het bronbestand {path} ontbreekt in {self.directory}.") from error

    def csv(self, path: str) -> list[Row]:
        """Return the rows of a comma-separated UTF-8 file."""
        text = self._bytes(path).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def json(self, path: str) -> Any:
        """Return the content of a gzipped JSON file."""
        return json.loads(gzip.decompress(self._bytes(path)))

    def duo(self, path: str) -> DuoFile:
        """Return one of DUO's own address files, read as an import would."""
        return read_duo_file(read_content(self._bytes(path)), file_name=Path(path).name)
