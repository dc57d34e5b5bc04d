"""What a person reads or hears on a page, taken from its HTML, and a shopper who keeps all pages that were met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from django.conf import settings
from django.http import HttpResponse

from tests.world import Shopper

SPOKEN = {"aria-label", "aria-description", "aria-valuetext", "title", "alt", "placeholder"}
SILENT = {"script", "style", "code", "address", "option"}  # names of countries and provinces have tests of their own


def words_of(html: str, language: str) -> Iterator[str]:
    """Texts and spoken attributes, but of parts that say they are in another language."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    for text in _words(root, language):
        if plain := " ".join(text.split()):
            yield plain


def _words(element: Element, language: str) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return  # type: ignore[unreachable]
    if element.tag not in SILENT and element.get("lang", language)[:2] == language:
        yield element.text or ""
        yield from _attributes(element)
        for child in element:
            yield from _words(child, language)
            yield child.tail or ""


def _attributes(element: Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        if name in SPOKEN or (name.startswith("data-") and _is_prose(value)):
            yield value
    if element.tag == "meta" and element.get("name") == "description":
        yield element.get("content", "")


def _is_prose(value: str) -> bool:
    return " " in value.strip() or (value[:1].isupper() and value[1:].rstrip(".…!?").islower())


class Reader(Shopper):
    """Keeps every page that was met, in one language."""

    def __init__(self, host: str, language: str, *, enforce_csrf_checks: bool = False) -> None:
        super().__init__(host, enforce_csrf_checks=enforce_csrf_checks)
        self.language = language
        self.browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        self.pages: dict[str, str] = {}

    def get(self, path: str, headers: Mapping[str, str] | None = None, **data: str) -> HttpResponse:
        return self._kept("GET", path, super().get(path, headers, **data))

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> HttpResponse:
        reply = self._kept("POST", path, super().post(path, data, headers))
        if reply.status_code == 303:
            self.get(reply["Location"])
        return reply

    def _kept(self, method: str, path: str, reply: HttpResponse) -> HttpResponse:
        if reply.status_code != 303 and reply.get("Content-Type", "").startswith("text/html"):
            self.pages[f"{method} {path} {reply.status_code} #{len(self.pages)}"] = reply.content.decode()
        return reply

    def statuses(self) -> list[str]:
        return [f"{page.split()[0]} {page.split()[-2]}" for page in self.pages]

    def words(self) -> dict[str, str]:
        """Everything that was read, and on which page it was met first."""
        found: dict[str, str] = {}
        for page, html in self.pages.items():
            for text in words_of(html, self.language):
                found.setdefault(text, page)
        return found
