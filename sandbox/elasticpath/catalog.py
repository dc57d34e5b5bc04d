"""The published catalog: products, and where they stand. No stock here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from werkzeug import Response

from sandbox.elasticpath import shapes
from sandbox.elasticpath.demo import fixed_id
from sandbox.elasticpath.errors import not_found
from sandbox.elasticpath.filters import filtered
from sandbox.elasticpath.state import Node, Product
from sandbox.elasticpath.visit import Visit
from sandbox.http import Request, Routes, json_response

routes = Routes()
T = TypeVar("T")


@routes.get("/catalog/products")
def products(visit: Visit, request: Request) -> Response:
    return _listed(visit, _live(visit))


@routes.get("/catalog/products/{product}")
def product(visit: Visit, request: Request, product: str) -> Response:
    found = _product(visit, product)
    return json_response({"data": _payload(visit, found), **_included(visit, [found])})


@routes.get("/catalog/products/{product}/relationships/children")
def children(visit: Visit, request: Request, product: str) -> Response:
    parent = _product(visit, product)
    return _listed(visit, (child for child in _live(visit) if child.parent == parent.id))


@routes.get("/catalog/hierarchies")
def hierarchies(visit: Visit, request: Request) -> Response:
    shown, page = _page(visit, [visit.store.hierarchy])
    return json_response({"data": [_hierarchy(visit, one) for one in shown], **page})


@routes.get("/catalog/hierarchies/{hierarchy}/nodes")
def nodes(visit: Visit, request: Request, hierarchy: str) -> Response:
    if hierarchy != visit.store.hierarchy.id:
        raise not_found("hierarchy")
    shown, page = _page(visit, list(visit.store.nodes.values()))
    return json_response({"data": [_node(visit, one) for one in shown], **page})


@routes.get("/catalog/nodes/{node}")
def node(visit: Visit, request: Request, node: str) -> Response:
    if node not in visit.store.nodes:
        raise not_found("node")
    return json_response({"data": _node(visit, visit.store.nodes[node])})


@routes.get("/catalog/nodes/{node}/relationships/products")
def products_of_node(visit: Visit, request: Request, node: str) -> Response:
    if node not in visit.store.nodes:
        raise not_found("node")
    return _listed(visit, (product for product in _live(visit) if product.node == node))


def _live(visit: Visit) -> list[Product]:
    return [product for product in visit.store.products.values() if product.live]


def _product(visit: Visit, id_: str) -> Product:
    found = visit.store.products.get(id_)
    if found is None or not found.live:
        raise not_found("product")
    return found


def _listed(visit: Visit, products: Iterable[Product]) -> Response:
    fields = {
        "id": lambda product: product.id,
        "sku": lambda product: product.sku,
        "name": lambda product: product.name,
        "slug": lambda product: product.slug,
    }
    kept = filtered(products, visit.request.args.get("filter", ""), fields)
    shown, page = _page(visit, kept)
    return json_response({"data": [_payload(visit, one) for one in shown], **_included(visit, shown), **page})


def _page(visit: Visit, things: list[T]) -> tuple[list[T], dict[str, Any]]:
    shown, page = shapes.page(visit, things)
    page["links"]["self"] = page["links"].pop("current")  # the catalog's own word for it
    return shown, page


def _payload(visit: Visit, product: Product) -> dict[str, Any]:
    opened = shapes.instant(visit.store.opened)
    relationships: dict[str, Any] = {"main_image": shapes.reference("main_image", _picture_id(visit, product))}
    if product.parent:
        relationships["parent"] = shapes.reference("product", product.parent)
    if product.base:
        below = [child.id for child in _live(visit) if child.parent == product.id]
        relationships["children"] = {
            "data": [{"type": "product", "id": id_} for id_ in below],
            "links": shapes.link(visit, f"/catalog/products/{product.id}/relationships/children"),
        }
    return {
        "id": product.id,
        "type": "product",
        "attributes": {
            "name": product.name,
            "sku": product.sku,
            "slug": product.slug,
            "description": product.description,
            "commodity_type": "physical" if product.physical else "digital",
            "status": "live",
            "base_product": product.base,
            "base_product_id": product.parent,
            "price": {code: {"amount": amount, "includes_tax": False} for code, amount in product.prices.items()},
            "created_at": opened,
            "published_at": opened,
            "updated_at": opened,
        },
        "relationships": relationships,
        "meta": _meta(visit, product),
    }


def _meta(visit: Visit, product: Product) -> dict[str, Any]:
    currency = visit.currency
    meta: dict[str, Any] = {
        "catalog_id": fixed_id(visit.store.slug, "catalog"),
        "catalog_source": "pim",
        "pricebook_id": fixed_id(visit.store.slug, "pricebook"),
        "bread_crumb_nodes": [product.node],
        "bread_crumbs": {product.node: [visit.store.hierarchy.id]},
    }
    if currency.code in product.prices:
        meta["display_price"] = {"without_tax": currency.catalog_block(product.prices[currency.code])}
    return meta


def _included(visit: Visit, products: Iterable[Product]) -> dict[str, Any]:
    if "main_image" not in visit.request.args.get("include", "").split(","):
        return {}
    return {"included": {"main_images": [_picture(visit, product) for product in products]}}


def _picture_id(visit: Visit, product: Product) -> str:
    return fixed_id(visit.store.slug, "picture", product.sku)


def _picture(visit: Visit, product: Product) -> dict[str, Any]:
    id_ = _picture_id(visit, product)
    return {
        "id": id_,
        "type": "file",
        "file_name": f"{product.picture}.webp",
        "mime_type": "image/webp",
        "file_size": 20_000,
        "public": True,
        "link": {"href": picture_url(visit, product)},
        "links": shapes.link(visit, f"/v2/files/{id_}"),
        "meta": {"dimensions": {"width": 800, "height": 800}, **_created(visit)},
    }


def picture_url(visit: Visit, product: Product) -> str:
    return f"{visit.request.base}/pictures/{product.picture}.webp"


def _hierarchy(visit: Visit, hierarchy: Node) -> dict[str, Any]:
    at = f"/catalog/hierarchies/{hierarchy.id}"
    related = {name: {"links": {"related": f"{at}/{name}"}} for name in ("products", "children", "nodes")}
    attributes = {"name": hierarchy.name, "slug": hierarchy.slug, "description": ""}
    return {"id": hierarchy.id, "type": "hierarchy", "attributes": attributes, "relationships": related}


def _node(visit: Visit, node: Node) -> dict[str, Any]:
    at = f"/catalog/nodes/{node.id}/relationships"
    return {
        "id": node.id,
        "type": "node",
        "attributes": {"name": node.name, "slug": node.slug, "description": "", "status": "live"},
        "relationships": {
            "hierarchy": shapes.reference("hierarchy", visit.store.hierarchy.id),
            "products": {"links": {"related": f"{at}/products"}},
            "children": {"links": {"related": f"{at}/children"}},
        },
        "meta": {"has_children": False, "bread_crumb": [node.id]},
    }


def _created(visit: Visit) -> dict[str, Any]:
    return {"timestamps": {"created_at": shapes.instant(visit.store.opened)}}
