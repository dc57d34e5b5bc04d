"""The shelf. Public API, document "Display Products"; nobody is signed in here."""

from __future__ import annotations

from storefront.upstream.careportals.apis import Apis, no
from storefront.upstream.careportals.readers.products import read_product, read_products
from storefront.upstream.errors import Misconfigured, NotFound
from storefront.upstream.types import Product
from storefront.upstream.wire import Call

NOT_OURS = {403: Misconfigured}


class CarePortalsCatalogue:
    def __init__(self, apis: Apis) -> None:
        self._apis = apis

    def products(self) -> tuple[Product, ...]:
        """``GET /v2/products``, less what is not sold."""
        return read_products(
            self._apis.public.send(Call("GET", "/v2/products", refusals=NOT_OURS)), self._apis.currency
        )

    def product(self, ref: str) -> Product:
        """``GET /v2/products/{id}``. ``NotFound`` also for one that is not sold any more."""
        reply = self._apis.public.send(
            Call("GET", "/v2/products/{product}", accept=(400, 404), refusals=NOT_OURS, parameters={"product": ref})
        )
        if reply.refused:
            raise no(reply, NotFound, "no such product")
        product = read_product(reply, self._apis.currency)
        if product is None:
            raise reply.error(NotFound, "this product is not sold")
        return product
