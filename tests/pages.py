"""Reads a page as a visitor does: its words, its tables and its links."""

import re
from html.parser import HTMLParser

SILENT = {"script", "style", "svg", "template"}
VOID = {"meta", "link", "img", "input", "br", "hr", "path", "rect", "line", "circle"}


class Page(HTMLParser):
    """The parts of a page's main content, with white space folded."""

    def __init__(self, response):
        super().__init__()
        self.words: list[str] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.links: list[tuple[str, str]] = []
        self._silent = 0
        self._in_main = False
        self._caption = ""
        self._rows: list[list[str]] = []
        self._collect: list[list[str]] = []
        self._href: str | None = None
        self.title = ""
        self.feed(response.content.decode())

    @property
    def text(self):
        return fold("".join(self.words))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in SILENT:
            self._silent += 1
        elif tag == "main":
            self._in_main = True
        elif tag == "table":
            self._caption, self._rows = "", []
        elif tag == "tr":
            self._rows.append([])
        elif tag in {"td", "th", "caption", "title"}:
            self._collect.append([])
        elif tag == "a":
            self._href = given.get("href")
            self._collect.append([])
        if self._in_main and tag not in {"span", "a", "strong", "em"}:
            self.words.append(" ")

    def handle_endtag(self, tag):
        if tag in SILENT:
            self._silent -= 1
        elif tag == "main":
            self._in_main = False
        elif tag == "table":
            self.tables[self._caption] = [row for row in self._rows if row]
        elif tag in {"td", "th"} and self._rows:
            self._rows[-1].append(fold("".join(self._collect.pop())))
        elif tag == "caption":
            self._caption = fold("".join(self._collect.pop()))
        elif tag == "title":
            self.title = fold("".join(self._collect.pop()))
        elif tag == "a" and self._href is not None:
            words = fold("".join(self._collect.pop()))
            if self._in_main:
                self.links.append((words, self._href))
            if self._collect:
                self._collect[-1].append(words)

    def handle_data(self, data):
        if self._silent:
            return
        if self._in_main:
            self.words.append(data)
        if self._collect:
            self._collect[-1].append(data)


def fold(text):
    return re.sub(r"\s+", " ", text).strip()
