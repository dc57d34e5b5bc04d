"""The shelf: the published catalog of the store, in the clinic's currency. Nobody is signed in here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from storefront.upstream.elasticpath.api import Api
from storefront.upstream.elasticpath.readers.problems import no
from storefront.upstream.elasticpath.readers.products import ProductEntry, read_page, read_product, read_stock
from storefront.upstream.errors import Misconfigured, NotFound, UpstreamError
from storefront.upstream.types import Product

LONGEST_PAGE = 100
MOST = 1000  # a shelf beyond this is cut: nobody scrolls it, and every page of it is a call


class ElasticPathCatalogue:
    def __init__(self, api: Api) -> None:
        self._api = api

    def products(self) -> tuple[Product, ...]:
        """``GET /catalog/products``, page by page. A parent cannot be bought: its children stand for it."""
        found = self._all("/catalog/products")
        known = {one.parent_ref for one in found}
        for parent in [one for one in found if one.is_parent and one.ref not in known]:
            found += self._all("/catalog/products/{product}/relationships/children", product=parent.ref)
        sold = {one.ref: one.product for one in found if one.product}
        return tuple(sold.values())[:MOST]

    def product(self, ref: str) -> Product:
        """``GET /catalog/products/{id}``, with its stock. ``NotFound`` also for one that cannot be bought."""
        reply = self._api.send("GET", "/catalog/products/{product}", query={"include": "main_image"}, product=ref)
        if reply.refused:
            raise no(reply, NotFound, "no such product")
        product = read_product(reply, self._api.currency).product
        if product is None:
            raise reply.error(NotFound, "this product is not sold")
        stock = self._stock(ref)
        return replace(product, stock=stock, buyable=stock is None or stock > 0)

    def _all(self, route: str, **references: Any) -> list[ProductEntry]:
        found: list[ProductEntry] = []
        while len(found) < MOST:
            query: dict[str, str | int] = {
                "include": "main_image",
                "page[limit]": LONGEST_PAGE,
                "page[offset]": len(found),
            }
            reply = self._api.send("GET", route, query=query, **references)
            if reply.refused:
                raise no(reply, Misconfigured, "the catalog is refused: no currency, or none is published")
            page = read_page(reply, self._api.currency)
            found += page.found
            there_is_more = len(page.found) == LONGEST_PAGE if page.total is None else len(found) < page.total
            if not page.found or not there_is_more:
                break
        return found

    def _stock(self, ref: str) -> int | None:
        """``GET /v2/inventories/{id}``: 404 where it is not managed. It is checked again when it is put into a cart, so
        a product whose stock cannot be told is shown all the same."""
        try:
            reply = self._api.send("GET", "/v2/inventories/{product}", product=ref)
            return None if reply.refused else read_stock(reply)
        except UpstreamError:
            return None
