"""Finding one's way on a large shelf: words, a category, a page. A small shelf is simply shown.

What somebody looks for at a clinic tells of their health, and addresses end up in histories, bookmarks and the logs of
whatever stands between. So the address of a search holds its words sealed, and that of a category a number made of its
name: both can be reloaded, shared between tabs and gone back to, and neither can be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.crypto import salted_hmac

from storefront.clinics.models import Clinic
from storefront.sealing import UnsealError, seal, unseal
from storefront.text import comparable
from storefront.upstream.types import Product

LARGE = 12  # products that a patient can still look through without help
PER_PAGE = 24
LONGEST_SEARCH = 100  # characters


@dataclass(frozen=True, slots=True)
class Category:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class View:
    """What of the shelf is shown. ``category`` and ``words`` are empty where everything is."""

    page: Page[Product]
    everything: int
    categories: tuple[Category, ...]
    category: str
    words: str
    sealed_words: str

    @property
    def searchable(self) -> bool:
        return self.everything > LARGE

    @property
    def is_whole(self) -> bool:
        """The front of the shelf: nothing was asked for. Only this is for search engines."""
        return not (self.category or self.words) and self.page.number == 1

    @property
    def title(self) -> str:
        return next((each.name for each in self.categories if each.key == self.category), "")

    @property
    def next_page(self) -> str:
        return self._page_at(self.page.number + 1) if self.page.has_next() else ""

    @property
    def previous_page(self) -> str:
        return self._page_at(self.page.number - 1) if self.page.has_previous() else ""

    def _page_at(self, number: int) -> str:
        asked = {"category": self.category, "find": self.sealed_words, "page": str(number) if number > 1 else ""}
        return "?" + urlencode({name: value for name, value in asked.items() if value})


def look(clinic: Clinic, products: tuple[Product, ...], asked: QueryDict) -> View:
    """What the address asks for; whatever in it is not of this shelf any more is left aside."""
    categories = _categories(clinic, products)
    keys = {each.name: each.key for each in categories}
    category = asked.get("category", "") if asked.get("category") in keys.values() else ""
    sealed_words = asked.get("find", "")
    words = _unsealed(clinic, sealed_words)
    found = [p for p in products if (not category or keys.get(p.category) == category) and _matches(p, words)]
    return View(
        page=Paginator(found, PER_PAGE).get_page(asked.get("page")),
        everything=len(products),
        categories=categories,
        category=category,
        words=words,
        sealed_words=sealed_words if words else "",
    )


def address_of(clinic: Clinic, words: str) -> str:
    """The query of the address that shows what ``words`` find. Empty for none."""
    words = " ".join(words.split())[:LONGEST_SEARCH]
    return "?" + urlencode({"find": seal(words, bound_to=_place(clinic))}) if words else ""


def _unsealed(clinic: Clinic, sealed: str) -> str:
    try:
        return unseal(sealed, bound_to=_place(clinic)) if sealed else ""
    except UnsealError:
        return ""


def _categories(clinic: Clinic, products: tuple[Product, ...]) -> tuple[Category, ...]:
    """In the order of the shelf; none where the shelf is small or all of one kind."""
    names = dict.fromkeys(product.category for product in products if product.category)
    if len(products) <= LARGE or len(names) < 2:
        return ()
    return tuple(Category(salted_hmac("category", f"{clinic.slug}:{name}").hexdigest()[:8], name) for name in names)


def _matches(product: Product, words: str) -> bool:
    text = comparable(f"{product.name} {product.summary} {product.category}")
    return all(word in text for word in comparable(words).split())


def _place(clinic: Clinic) -> str:
    return f"search:{clinic.slug}"
