"""The catalogue, in the two shapes that were seen. Public API."""

from __future__ import annotations

from typing import Any

from werkzeug import Response

from sandbox.careportals import checks
from sandbox.careportals.organization import Organization, Product
from sandbox.careportals.refusals import refuse
from sandbox.careportals.visit import Visit
from sandbox.http import Request, Routes, json_response

routes = Routes()


@routes.get("/v2/products")
def catalogue(visit: Visit, request: Request) -> Response:
    """All products, also those that are not sold."""
    checks.no_body(request)
    return json_response([written(visit.shop, product, request.base) for product in visit.shop.products.values()])


@routes.get("/v2/products/categories")
def categories(visit: Visit, request: Request) -> Response:
    """Broken on the live system too: the word is taken for an id."""
    raise refuse(400, "Cast to ObjectId failed")


@routes.get("/v2/products/{product}")
def one(visit: Visit, request: Request, product: str) -> Response:
    checks.no_body(request)
    if product not in visit.shop.products:
        raise refuse(404, "Product not found")
    return json_response(written(visit.shop, visit.shop.products[product], request.base))


def written(shop: Organization, product: Product, base: str) -> dict[str, Any]:
    picture = f"{base}/pictures/{product.picture}.webp"
    prices = {"price": product.price}
    if product.list_price is not None:
        prices["listPrice"] = product.list_price
    if product.older:
        told = {"_id": product.id, "name": product.name, "imageUrl": picture, "sku": product.sku, "type": product.kind}
        return told | prices | ({} if product.active else {"status": "disabled"})
    return {
        "_id": product.id,
        "label": product.name,
        "subLabel": product.summary,
        "description": product.description,
        "sku": product.sku,
        "images": [{"imageUrl": picture, "isThumbnail": True}] if product.picture else [],
        **prices,
        "currency": shop.currency,
        "status": "active" if product.active else "disabled",
        "type": product.kind,
        "isSubscription": product.every is not None,
        "subscriptionPhases": product.phases(),
        "options": [],
        "categories": [product.category] if product.category else [],
    }
