"""The shelf: items (document "List Item") and packages ("List Packages", "Get Package"). There are no pictures."""

from __future__ import annotations

from typing import Any

from storefront.upstream.decoda.api import UPSTREAM, Api
from storefront.upstream.decoda.readers.goods import ITEM, PACKAGE, read_items, read_packages
from storefront.upstream.decoda.readers.shapes import read_page
from storefront.upstream.errors import NotFound
from storefront.upstream.types import Product
from storefront.upstream.wire import Reply

ITEMS, PACKAGES = "/inventory/items/list", "/inventory/packages/list"
PAGE = 50
MOST_PAGES = 40


class DecodaCatalogue:
    def __init__(self, api: Api) -> None:
        self._api = api

    def products(self) -> tuple[Product, ...]:
        """Items, then packages: all pages, 2,000 of each at most."""
        settings = self._api.settings
        reply, rows = self._all(ITEMS, is_archived="false")
        items = read_items(reply, rows, settings)
        reply, rows = self._all(PACKAGES)
        return items + read_packages(reply, rows, settings)

    def product(self, ref: str) -> Product:
        """There is no route for one item: the list is asked for its id. ``NotFound`` also for what is not shown."""
        found: tuple[Product, ...] = ()
        if ref.startswith(ITEM) and ref != ITEM:
            reply = self._api.rows(ITEMS, ids=ref.removeprefix(ITEM), is_archived="false", page=1, per_page=PAGE)
            rows = read_page(reply, "items").data
            wanted = [row for row in rows if _is(row, ref.removeprefix(ITEM))]
            found = read_items(reply, wanted, self._api.settings)
        elif ref.startswith(PACKAGE):
            reply = self._api.one(PACKAGES.replace("list", "{package}"), package=ref.removeprefix(PACKAGE))
            found = read_packages(reply, [reply.json], self._api.settings)
        for product in found:
            if product.ref == ref:
                return product
        raise NotFound(UPSTREAM, "no such product")

    def _all(self, route: str, **query: str | int) -> tuple[Reply, list[Any]]:
        """``total`` tells when there are no more: a page may be shorter than was asked for."""
        rows: list[Any] = []
        for number in range(1, MOST_PAGES + 1):
            reply = self._api.rows(route, **query, page=number, per_page=PAGE)
            page = read_page(reply, "a page of the shelf")
            rows += page.data
            if not page.data or len(rows) >= page.total:
                break
        return reply, rows


def _is(row: Any, id_: str) -> bool:
    return isinstance(row, dict) and str(row.get("id")) == id_
