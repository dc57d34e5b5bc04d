"""Where the discount of a cart comes from. How much it is, the totals say."""

from __future__ import annotations

from storefront.money import Money
from storefront.upstream.elasticpath.readers.lines import LineShape, Totals
from storefront.upstream.elasticpath.readers.shapes import Price, money_of
from storefront.upstream.types import Discount

AUTOMATIC = "auto_"  # the store's own name for a promotion that needs no code


def codes_of(shapes: list[LineShape], promotions: list[LineShape]) -> dict[str, str]:
    """Codes at work, "" for promotions without one, each with the name of its promotion where it has a line."""
    named = {_code(promotion.sku): promotion.name for promotion in promotions}
    return named | {
        code: named.get(code, "") for shape in shapes for cut in shape.discounts for code in [_code(cut.code)]
    }


def discounts_of(
    shapes: list[LineShape], promotions: list[LineShape], totals: Totals, currency: str
) -> tuple[Discount, ...]:
    """By code, from the lines. Where that is not what the totals say, the totals hold and there is one discount."""
    codes = codes_of(shapes, promotions)
    cuts = [(_code(cut.code), cut.amount) for shape in shapes for cut in shape.discounts]
    told = {code for code, _ in cuts}
    cuts += [(code, promotion.value) for promotion in promotions if (code := _code(promotion.sku)) not in told]
    by_code = dict.fromkeys(codes, Money.zero(currency))
    for code, price in cuts:
        by_code[code] += _saved(price, currency)
    whole = _saved(totals.discount, currency) if totals.discount else sum(by_code.values(), Money.zero(currency))
    if sum(by_code.values(), Money.zero(currency)) != whole:
        by_code = {next((code for code in codes if code), ""): whole}
    return tuple(Discount(saved, code, codes.get(code, "")) for code, saved in by_code.items() if saved)


def _code(said: str) -> str:
    return "" if said.startswith(AUTOMATIC) else said


def _saved(price: Price, currency: str) -> Money:
    """Discounts are negative on the wire."""
    saved = money_of(price, currency, "discount")
    return Money.zero(currency) - saved if saved < Money.zero(currency) else saved
