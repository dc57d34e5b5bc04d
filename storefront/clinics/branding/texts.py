"""A clinic's own words: in the page's language, else in the clinic's first, and marked with the one they are in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language

from storefront.clinics.models import Banner, Clinic, ClinicText

NAMES = ("welcome", "terms_url", "privacy_url", "consent", "after_order", "closed", "accessibility")


@dataclass(frozen=True, slots=True)
class TextInLanguage:
    """Words and the language they are in. Empty ones are false; a template prints the words."""

    words: str = ""
    language: str = ""

    def __str__(self) -> str:
        return self.words

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def lang(self) -> str:
        """The ``lang`` attribute, where the words are in another language than the page."""
        return format_html(' lang="{}"', self.language) if self.words and self.language != page_language() else ""


class Texts:
    """``texts.welcome`` in a template. Empty where the clinic says nothing."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic

    def __getitem__(self, name: str) -> TextInLanguage:
        if name not in NAMES:
            raise KeyError(name)
        written = {text.language: str(getattr(text, name)) for text in self._clinic.texts.all()}
        return best(written, self._clinic)


def banner(clinic: Clinic, now: datetime | None = None) -> TextInLanguage:
    """The words of the banner that is on. Of several the one that began last: one notice is read, three are not."""
    now = now or timezone.now()
    running = [each for each in clinic.banners.all() if each.starts_at <= now < each.ends_at]
    latest: Banner | None = max(running, key=lambda each: (each.starts_at, each.pk), default=None)
    return best(latest.words, clinic) if latest else TextInLanguage()


def own(clinic: Clinic, language: str) -> ClinicText | None:
    return next((text for text in clinic.texts.all() if text.language == language), None)


def best(written: dict[str, str], clinic: Clinic) -> TextInLanguage:
    for language in (page_language(), *clinic.language_codes):
        if words := written.get(language):
            return TextInLanguage(words, language)
    return TextInLanguage()


def page_language() -> str:
    return get_language() or "en"
