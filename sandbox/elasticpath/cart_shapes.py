"""Carts, and the lines of carts and orders, as JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sandbox.elasticpath import catalog, shapes
from sandbox.elasticpath.prices import NOTHING, Currency
from sandbox.elasticpath.pricing import Bill, Priced, bill
from sandbox.elasticpath.state import Cart, Product, Promotion
from sandbox.elasticpath.visit import Visit

BLOCKS = ("with_tax", "without_tax", "tax", "discount", "without_discount")
NO_IMAGE = {"mime_type": "", "file_name": "", "href": ""}


def cart_payload(visit: Visit, cart: Cart) -> dict[str, Any]:
    data = {
        "id": cart.ref,
        "type": "cart",
        "name": "Cart",
        "description": "",
        **cart.details,
        "links": shapes.link(visit, f"/v2/carts/{cart.ref}"),
        "relationships": _relationships(cart),
        "meta": meta(visit, cart),
    }
    answer: dict[str, Any] = {"data": data}
    if "items" in visit.request.args.get("include", "").split(",") and cart.lines:
        answer["included"] = {"items": lines(visit, cart)}
    return answer


def lines(visit: Visit, cart: Cart) -> list[dict[str, Any]]:
    """Products and custom items, then one negative line per promotion."""
    priced = bill(visit.store, cart)
    if not cart.lines:
        return []
    currency = visit.store.currencies[cart.currency]
    promoted = [_promotion_line(cart, priced, promotion, currency) for promotion in priced.promotions]
    return [_line(visit, one, priced, currency) for one in priced.lines] + promoted


def meta(visit: Visit, cart: Cart) -> dict[str, Any]:
    times = shapes.timestamps(cart.created, cart.updated)
    times["timestamps"]["expires_at"] = shapes.instant(cart.expires)
    return {"display_price": totals(visit, cart), **times}


def totals(visit: Visit, cart: Cart) -> dict[str, Any]:
    if not cart.lines:
        return dict.fromkeys((*BLOCKS, "shipping", "shipping_discount"), NOTHING)
    priced, currency = bill(visit.store, cart), visit.store.currencies[cart.currency]
    blocks = {name: currency.block(getattr(priced, name)) for name in BLOCKS}
    return blocks | {"shipping": currency.block(0), "shipping_discount": currency.block(0)}


def _relationships(cart: Cart) -> dict[str, Any]:
    related: dict[str, Any] = {
        "items": {"data": [{"type": line.type, "id": line.id} for line in cart.lines] or None},
    }
    if cart.accounts:
        related["accounts"] = {"data": [{"type": "account", "id": id_} for id_ in cart.accounts]}
    return related


def _line(visit: Visit, priced: Priced, whole: Bill, currency: Currency) -> dict[str, Any]:
    line, product = priced.line, visit.store.products.get(priced.line.product)
    payload: dict[str, Any] = {
        "id": line.id,
        "type": line.type,
        "name": line.name,
        "description": line.description,
        "sku": line.sku,
        "slug": product.slug if product else "",
        "image": _image(visit, product),
        "quantity": line.quantity,
        "manage_stock": bool(product and product.stock),
        "unit_price": currency.plain(priced.price),
        "value": currency.plain(priced.value),
        "links": {"product": f"{visit.home}/catalog/products/{line.product}"} if product else {},
        "meta": {"display_price": _line_prices(priced, currency), **shapes.timestamps(line.created, line.updated)},
    }
    if product:
        payload |= {"product_id": product.id, "catalog_source": "pim"}
    if line.inputs:
        payload["custom_inputs"] = line.inputs
    if priced.discount:
        payload["discounts"] = _discounts(priced, whole, currency)
    return payload


def _image(visit: Visit, product: Product | None) -> dict[str, str]:
    if product is None:
        return NO_IMAGE
    href = catalog.picture_url(visit, product)
    return {"mime_type": "image/webp", "file_name": f"{product.picture}.webp", "href": href}


def _line_prices(priced: Priced, currency: Currency) -> dict[str, Any]:
    values = {
        "with_tax": priced.without_tax + priced.tax,
        "without_tax": priced.without_tax,
        "tax": priced.tax,
        "discount": priced.discount,
        "without_discount": priced.value,
    }
    return {name: _unit_and_value(value, priced.line.quantity, currency) for name, value in values.items()}


def _unit_and_value(value: int, quantity: int, currency: Currency) -> dict[str, Any]:
    return {"unit": currency.block(round(Fraction(value, quantity))), "value": currency.block(value)}


def _discounts(priced: Priced, whole: Bill, currency: Currency) -> list[dict[str, Any]]:
    return [
        {
            "amount": currency.plain(priced.cuts[promotion.code]),
            "code": promotion.code,
            "id": promotion.id,
            "promotion_source": "rule-promotion",
            "is_cart_discount": True,
            "ordinal": ordinal,
        }
        for ordinal, promotion in enumerate(whole.promotions, 1)
        if priced.cuts[promotion.code]
    ]


def _promotion_line(cart: Cart, whole: Bill, promotion: Promotion, currency: Currency) -> dict[str, Any]:
    cut = whole.cut(promotion.code)
    prices = {name: currency.block(cut if name in {"with_tax", "without_tax"} else 0) for name in BLOCKS}
    return {
        "id": cart.codes[promotion.code],
        "type": "promotion_item",
        "promotion_id": promotion.id,
        "name": promotion.name,
        "description": "Promotion",
        "sku": promotion.code,
        "slug": "",
        "image": NO_IMAGE,
        "quantity": 1,
        "manage_stock": False,
        "unit_price": currency.plain(cut),
        "value": currency.plain(cut),
        "links": {},
        "meta": {
            "display_price": {name: {"unit": block, "value": block} for name, block in prices.items()},
            **shapes.timestamps(cart.updated, cart.updated),
        },
        "promotion_source": "rule-promotion",
    }
