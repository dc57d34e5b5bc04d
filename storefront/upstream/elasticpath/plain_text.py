"""Merchants type descriptions with an editor that writes HTML; what a page shows of it is words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

BREAKS = {"br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "table", "tr", "ul"}
SILENT = {"script", "style", "template"}


def plain_text(html: str) -> str:
    """Without tags, entities resolved, one line per paragraph. Text that is no HTML comes out as it went in."""
    parser = _Words()
    parser.feed(html)
    parser.close()
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in "".join(parser.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(self._silent - (tag in SILENT), 0)
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)

    def _break(self, tag: str) -> None:
        if tag in BREAKS:
            self.words.append("\n")
