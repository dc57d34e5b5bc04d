"""What comes from Elastic Path, and what we make of it: the examples of its documents, and odd cases."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from storefront.money import Money
from storefront.upstream.elasticpath.plain_text import plain_text
from storefront.upstream.errors import CartGone, NotFound, OutcomeUnknown, Unreadable
from storefront.upstream.observer import ODD, ObservedCall
from storefront.upstream.types import (
    Address,
    ConfirmationNeeded,
    Discount,
    Line,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentMethod,
    PlacedOrders,
    Product,
    Profile,
    Question,
    Shipment,
    Verdict,
)
from tests.upstream.elasticpath.examples import (
    ACCOUNT,
    ADDRESSES,
    CART,
    CART_ANSWER,
    CART_DATA,
    CART_LINE,
    CART_WITH_CODE,
    EMPTY,
    ITEMS,
    LINE,
    MEMBER,
    MEMBER_ANSWER,
    NO_TOTALS,
    NOTHING,
    ORDER,
    ORDER_ANSWER,
    ORDER_DATA,
    ORDERS,
    OTHER_ACCOUNT,
    PAID_ORDER,
    PAYMENT,
    PICTURE,
    PRODUCT,
    PRODUCT_ANSWER,
    PRODUCT_DATA,
    PROMOTION_LINE,
    QUESTION,
    RECREATED,
    SIGNED_IN,
    STOCK,
    TIMES,
    TRANSACTION,
    TRANSACTION_DATA,
    price,
    refusal,
    totals,
)
from tests.upstream.elasticpath.test_requests import PAY

STRIPE = {"gateway": "elastic_path_payments_stripe"}


def cad(amount: str) -> Money:
    return Money.of(amount, "CAD")


def changed(data: Any, path: str, value: Any) -> Any:
    """A copy with the member at the dotted path set."""
    copy = deepcopy(data)
    *way, last = path.split(".")
    at = copy
    for step in way:
        at = at[int(step) if isinstance(at, list) else step]
    at[int(last) if isinstance(at, list) else last] = value
    return copy


# -- people ------------------------------------------------------------------------------------------------------------


def test_a_member_of_two_accounts_is_two_patients(shop: Any) -> None:
    clinic, _ = shop((201, SIGNED_IN), MEMBER_ANSWER)

    first, second = clinic.accounts.sign_in("erin@summit.example", "pw")

    assert first.access.patient_ref == ACCOUNT
    assert first.access.account_ref == f"{ACCOUNT}:{MEMBER}"
    assert first.access.token == "acc0unt-t0ken"
    assert first.access.expires_at == datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    assert second.access.patient_ref == OTHER_ACCOUNT
    assert second.access.account_name == "Example Family"
    assert first.profile == second.profile == Profile("Erin van Example", "", "erin@summit.example")


def test_a_sign_in_holds_without_the_members_name(shop: Any) -> None:
    clinic, _ = shop((201, SIGNED_IN | {"meta": None}), (403, refusal("403")))

    first, _ = clinic.accounts.sign_in("erin@summit.example", "pw")

    assert first.access.account_ref == ACCOUNT
    assert first.profile == Profile("Erin Example", "", "erin@summit.example")


def test_a_profile_has_the_first_saved_address(shop: Any, erin: Any) -> None:
    clinic, _ = shop(MEMBER_ANSWER, ADDRESSES)

    assert clinic.accounts.profile(erin) == Profile(
        "Erin van Example",  # said as one, and not taken apart here
        "",
        "erin@summit.example",
        "+14035550123",
        Address(
            *("9 Ridge Road", "Canmore", "AB", "T1W 1A1", "CA"),
            county="Bow Valley",
            given_name="Erin",
            family_name="Example",
            phone="+14035550123",
        ),
    )


@pytest.mark.parametrize(
    "addresses", [{"data": None}, {"data": []}, {"data": [{"id": "x", "line_1": "", "city": None, "country": 7}]}]
)
def test_a_profile_may_be_without_an_address(shop: Any, erin: Any, addresses: Any) -> None:
    clinic, _ = shop(MEMBER_ANSWER, addresses)

    assert clinic.accounts.profile(erin).address is None


@pytest.mark.parametrize(
    "answer",
    [
        [],
        "token",
        {"data": {}},
        {"data": [{"account_id": ACCOUNT}]},
        {"data": [{"account_id": "a/b", "token": "t"}]},
        {"data": [{"account_id": ACCOUNT, "token": "two words"}]},
    ],
)
def test_a_sign_in_that_makes_no_sense_is_unreadable(shop: Any, answer: Any) -> None:
    clinic, _ = shop((201, answer))

    with pytest.raises(Unreadable):
        clinic.accounts.sign_in("erin@summit.example", "pw")


# -- the shelf ---------------------------------------------------------------------------------------------------------

ROLLER = Product(
    ref=PRODUCT,
    name="Trail Foam Roller",
    price=cad("42.00"),
    description="A firm roller & more.\n\n45 cm",
    picture_url="https://files.example/roller.webp",
)


def shelf(shop: Any, *products: Any, currency: str = "CAD", **beside: Any) -> tuple[Product, ...]:
    clinic, _ = shop({"data": list(products)} | beside, currency=currency)
    return clinic.catalogue.products()


def test_a_product(shop: Any) -> None:
    assert shelf(shop, PRODUCT_DATA, included={"main_images": [PICTURE]}) == (ROLLER,)


@pytest.mark.parametrize(
    ("path", "value", "field", "expected"),
    [
        ("attributes.commodity_type", "digital", "physical", False),
        ("attributes.commodity_type", "hologram", "physical", True),
        ("attributes.description", None, "description", ""),
        ("relationships.main_image", {"data": None}, "picture_url", ""),
        ("relationships", None, "picture_url", ""),
        ("meta.display_price.without_tax.amount", "4200", "price", cad("42.00")),
        ("meta.display_price", {"with_tax": price(4410)}, "price", cad("44.10")),
        ("meta.original_display_price", {"without_tax": price(5000)}, "list_price", cad("50.00")),
        ("meta.original_display_price", {"without_tax": price(4200)}, "list_price", None),
        ("meta.original_display_price", "sale", "list_price", None),
        ("attributes.price", None, "price", cad("42.00")),
    ],
)
def test_a_product_with_something_odd(shop: Any, path: str, value: Any, field: str, expected: Any) -> None:
    (product,) = shelf(shop, changed(PRODUCT_DATA, path, value), included={"main_images": [PICTURE]})

    assert getattr(product, field) == expected


@pytest.mark.parametrize("beside", [{}, {"included": None}, {"included": {"main_images": None}}])
def test_a_product_needs_no_picture(shop: Any, beside: Any) -> None:
    assert shelf(shop, PRODUCT_DATA, **beside)[0].picture_url == ""


def test_a_picture_is_a_web_address(shop: Any) -> None:
    odd = changed(PICTURE, "link.href", "javascript:alert(1)")

    assert shelf(shop, PRODUCT_DATA, included={"main_images": [odd]})[0].picture_url == ""


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("meta.display_price", None),
        ("meta", None),
        ("attributes.price", {"USD": {"amount": 3100}}),
        ("attributes.base_product", True),
    ],
)
def test_what_cannot_be_bought_in_our_currency_is_left_out(shop: Any, path: str, value: Any) -> None:
    odd = changed(PRODUCT_DATA, path, value)
    clinic, _ = shop({"data": [odd, PRODUCT_DATA | {"attributes": PRODUCT_DATA["attributes"]}]}, {"data": []})

    assert [product.name for product in clinic.catalogue.products()] == ["Trail Foam Roller"]
    clinic, _ = shop({"data": odd})
    with pytest.raises(NotFound):
        clinic.catalogue.product(PRODUCT)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("meta.display_price.without_tax.currency", "USD"),
        ("meta.display_price.without_tax.amount", 42.5),
        ("meta.display_price.without_tax.amount", -1),
        ("meta.display_price.without_tax.amount", True),
        ("meta.display_price.without_tax.amount", None),
        ("attributes.name", ""),
        ("id", None),
        ("id", "a b"),
        ("attributes", None),
    ],
)
def test_a_product_that_makes_no_sense_is_unreadable(shop: Any, path: str, value: Any) -> None:
    with pytest.raises(Unreadable):
        shelf(shop, changed(PRODUCT_DATA, path, value))


@pytest.mark.parametrize("answer", [[], {}, {"data": {}}, {"data": "x"}, b"<html>", {"data": [None]}])
def test_a_shelf_that_makes_no_sense_is_unreadable(shop: Any, answer: Any) -> None:
    clinic, _ = shop(answer)

    with pytest.raises(Unreadable):
        clinic.catalogue.products()


def test_a_shelf_is_read_to_its_end(shop: Any) -> None:
    def page(first: int, count: int, total: Any) -> dict[str, Any]:
        products = [PRODUCT_DATA | {"id": f"p-{number}"} for number in range(first, first + count)]
        return {"data": products, "meta": {"results": {"total": total}}}

    clinic, store = shop(page(0, 100, 130), page(100, 30, 130))
    assert [product.ref for product in clinic.catalogue.products()] == [f"p-{number}" for number in range(130)]
    assert [line.partition("offset%5D=")[2] for line in store.lines] == ["0", "100"]

    clinic, store = shop(page(0, 100, None), page(100, 100, None), page(200, 0, None))
    assert len(clinic.catalogue.products()) == 200
    clinic, store = shop(page(0, 60, "130"), page(60, 60, "130"), page(120, 10, "130"))
    assert len(clinic.catalogue.products()) == 130
    clinic, store = shop(*(page(first, 100, 5000) for first in range(0, 2000, 100)))
    assert len(clinic.catalogue.products()) == 1000
    assert len(store.asked) == 10


def test_children_stand_for_their_parent_even_where_the_list_is_without_them(shop: Any) -> None:
    parent = changed(PRODUCT_DATA, "attributes.base_product", True) | {"id": "parent"}
    child = changed(PRODUCT_DATA, "attributes.base_product_id", "parent") | {"id": "child"}

    clinic, store = shop({"data": [parent, child]})
    assert [product.ref for product in clinic.catalogue.products()] == ["child"]
    assert len(store.asked) == 1

    clinic, store = shop({"data": [parent]}, {"data": [child]})
    assert [product.ref for product in clinic.catalogue.products()] == ["child"]
    assert "/catalog/products/parent/relationships/children?" in store.lines[1]


@pytest.mark.parametrize(
    ("answer", "stock", "buyable"),
    [
        (STOCK, 7, True),
        ({"data": {"id": PRODUCT, "attributes": {"available": "0", "total": 8}}}, 0, False),
        ({"data": {"available": -2}}, 0, False),
        ((404, refusal("404", "Not ProductEntry")), None, True),
        ((403, refusal("403")), None, True),
        ((503, b""), None, True),
        ({"data": {}}, None, True),
    ],
)
def test_stock_is_told_where_it_is_known(shop: Any, answer: Any, stock: Any, buyable: bool) -> None:
    clinic, _ = shop(PRODUCT_ANSWER, answer)

    product = clinic.catalogue.product(PRODUCT)

    assert (product.stock, product.buyable) == (stock, buyable)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Plain words, 3 < 4 & so on", "Plain words, 3 < 4 & so on"),
        ("<p>One</p>\n<p>Two<br>three</p>", "One\n\nTwo\nthree"),
        ("a<style>b{}</style><script>c</script>d<img onerror=x>e", "ade"),
        ("&lt;b&gt;&nbsp;x&eacute;", "<b> xé"),
        ("<ul><li>1<li>2</ul><b>unclosed", "1\n2\nunclosed"),
        ("", ""),
    ],
)
def test_html_is_reduced_to_words(html: str, text: str) -> None:
    assert plain_text(html) == text


# -- carts -------------------------------------------------------------------------------------------------------------

ROLLERS = Line(
    ref=LINE,
    product_ref=PRODUCT,
    name="Trail Foam Roller",
    quantity=2,
    unit_price=cad("42.00"),
    total=cad("84.00"),
    picture_url="https://files.example/roller.webp",
)
SHIPPING_LINE = {
    "id": "shipping-line",
    "type": "custom_item",
    "name": "Post",
    "quantity": 1,
    "unit_price": price(1000),
    "value": price(1000),
}


def cart(shop: Any, answer: Any, access: Any = None, **settings: Any) -> Any:
    clinic, _ = shop(answer, **settings)
    return clinic.carts.read(CART, access)


def with_lines(*lines: Any, **prices: Any) -> dict[str, Any]:
    data = changed(CART_DATA, "meta.display_price", prices or totals(8820, tax=420))
    return {"data": data, "included": {"items": list(lines)}}


def test_a_cart(shop: Any) -> None:
    read = cart(shop, CART_ANSWER)

    assert read.lines == (ROLLERS,)
    assert (read.ref, read.subtotal, read.tax, read.total) == (CART, cad("84.00"), cad("4.20"), cad("88.20"))
    assert (read.discounts, read.coupon, read.delivery, read.patient_ref) == ((), "", None, "")


def test_a_change_answers_the_same_cart(shop: Any, erin: Any) -> None:
    clinic, _ = shop(ITEMS)

    assert clinic.carts.remove(CART, "other", None) == cart(shop, CART_ANSWER)


def test_a_code_at_work_is_a_discount_and_no_line(shop: Any) -> None:
    read = cart(shop, CART_WITH_CODE)

    assert read.lines == (ROLLERS,)
    assert read.discounts == (Discount(cad("8.40"), "WELCOME10", "Welcome"),)
    assert read.coupon == "WELCOME10"
    assert read.subtotal - read.discount + read.tax == read.total == cad("79.38")


def test_a_code_may_be_told_in_the_lines_only(shop: Any) -> None:
    """As in the document's example of an item discount."""
    cuts = [{"amount": price(-840), "code": "DISCOUNT10", "id": "x", "promotion_source": "rule-promotion"}]
    line = CART_LINE | {"discounts": cuts, "value": price(7560)}

    read = cart(shop, with_lines(line, **totals(7938, tax=378, discount=-840)))

    assert read.discounts == (Discount(cad("8.40"), "DISCOUNT10"),)
    assert (read.coupon, read.lines) == ("DISCOUNT10", (ROLLERS,))


def test_a_promotion_without_a_code_is_a_discount_without_one(shop: Any) -> None:
    automatic = PROMOTION_LINE | {"sku": "auto_4c8cc302-b1e8-4d1e-a1d5-fb74fda83705", "name": "Autumn"}

    read = cart(shop, with_lines(CART_LINE, automatic, **totals(7938, tax=378, discount=-840)))

    assert (read.discounts, read.coupon) == ((Discount(cad("8.40"), "", "Autumn"),), "")


def test_a_promotion_told_in_lines_and_as_a_line_counts_once(shop: Any) -> None:
    line = CART_LINE | {"discounts": [{"amount": price(-840), "code": "WELCOME10"}]}

    assert cart(shop, with_lines(line, PROMOTION_LINE, **totals(7938, tax=378, discount=-840))).discount == cad("8.40")


def test_where_lines_and_totals_disagree_the_totals_hold(shop: Any) -> None:
    read = cart(shop, with_lines(CART_LINE, PROMOTION_LINE, **totals(7338, tax=378, discount=-1440)))

    assert read.discounts == (Discount(cad("14.40"), "WELCOME10", "Welcome"),)


def test_a_code_that_lowers_nothing_is_still_told(shop: Any) -> None:
    idle = PROMOTION_LINE | {"unit_price": price(0), "value": price(0)}

    read = cart(shop, with_lines(CART_LINE, idle))

    assert (read.discounts, read.coupon) == ((), "WELCOME10")


def test_custom_items_are_the_delivery(shop: Any) -> None:
    read = cart(shop, with_lines(CART_LINE, SHIPPING_LINE, **totals(9820, tax=420)))

    assert read.lines == (ROLLERS,)
    assert (read.subtotal, read.delivery) == (cad("84.00"), cad("10.00"))
    assert read.subtotal + read.delivery + read.tax == read.total


def test_delivery_may_be_a_total_of_its_own(shop: Any) -> None:
    assert cart(shop, with_lines(CART_LINE, **totals(8820) | {"shipping": price(900)})).delivery == cad("9.00")


def test_a_line_of_another_type_is_shown_as_it_is(shop: Any) -> None:
    odd = CART_LINE | {"type": "subscription_item", "product_id": None, "image": None, "meta": None}

    (line,) = cart(shop, with_lines(odd)).lines

    assert (line.product_ref, line.recurring, line.fixed_quantity) == (LINE, True, True)
    assert cart(shop, with_lines(odd | {"type": "hologram"})).lines[0].recurring is False


@pytest.mark.parametrize(
    ("currency", "amount", "expected"),
    [("JPY", 8820, "8820"), ("KWD", 8820, "8.820"), ("CAD", "8820", "88.20"), ("USD", 8820, "88.20")],
)
def test_minor_units_are_exact_in_every_currency(shop: Any, currency: str, amount: Any, expected: str) -> None:
    line = CART_LINE | {
        "unit_price": price(4200, currency),
        "value": price(8400, currency),
        "meta": None,
        "quantity": "2",
    }
    answer = with_lines(line, **totals(amount, currency=currency))

    read = cart(shop, answer, currency=currency)

    assert read.total == Money(Decimal(expected), currency)
    assert read.lines[0].unit_price.minor == 4200


@pytest.mark.parametrize("items", [{}, {"included": None}, {"included": {"items": None}}, {"included": {"items": []}}])
def test_an_emptied_cart_of_ours_lives_on(shop: Any, items: Any) -> None:
    read = cart(shop, EMPTY | items)

    assert (read.lines, read.total, read.subtotal, read.tax) == ((), cad("0"), cad("0"), None)


@pytest.mark.parametrize("data", [None, []])
def test_a_change_may_leave_nothing(shop: Any, data: Any) -> None:
    clinic, _ = shop({"data": data, "meta": {"display_price": NO_TOTALS}})

    assert clinic.carts.remove(CART, LINE, None).lines == ()


def test_an_empty_cart_that_we_did_not_make_is_how_an_expired_one_looks(shop: Any, erin: Any) -> None:
    for do in (
        lambda clinic: clinic.carts.read(CART, None),
        lambda clinic: clinic.carts.read(CART, erin),
        lambda clinic: clinic.carts.add(CART, [], None),
        lambda clinic: clinic.carts.claim(CART, erin),
        lambda clinic: clinic.carts.apply_coupon(CART, "X", None),
        lambda clinic: clinic.orders.prepare(CART, "", erin),
    ):
        clinic, store = shop(RECREATED)
        with pytest.raises(CartGone):
            do(clinic)
        assert len(store.asked) == 1


def test_a_cart_tells_whose_it_is(shop: Any, erin: Any) -> None:
    related = CART_DATA["relationships"] | {"accounts": {"data": [{"type": "account", "id": ACCOUNT}]}}
    mine = changed(CART_ANSWER, "data.relationships", related)

    assert cart(shop, mine, erin).patient_ref == ACCOUNT
    clinic, store = shop(mine)
    assert clinic.carts.claim(CART, erin).patient_ref == ACCOUNT
    assert len(store.asked) == 1


def test_another_accounts_cart_is_not_found(shop: Any, erin: Any) -> None:
    related = {"accounts": {"data": [{"type": "account", "id": OTHER_ACCOUNT}]}}
    theirs = changed(CART_ANSWER, "data.relationships", related)

    for access in (None, erin):
        with pytest.raises(NotFound) as raised:
            cart(shop, theirs, access)
        assert not isinstance(raised.value, CartGone)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("data", None),
        ("data", []),
        ("data.id", "another"),
        ("data.meta", None),
        ("data.meta.display_price", None),
        ("data.meta.display_price.with_tax", None),
        ("data.meta.display_price.with_tax.amount", -1),
        ("data.meta.display_price.with_tax.amount", 88.2),
        ("data.meta.display_price.with_tax.amount", "88.20"),
        ("data.meta.display_price.with_tax.amount", "a lot"),
        ("data.meta.display_price.with_tax.currency", "USD"),
        ("data.meta.display_price.with_tax.currency", ""),
        ("data.meta.display_price.tax.currency", "USD"),
        ("data.meta.display_price.discount.currency", "USD"),
        ("included", None),
        ("included.items", []),
        ("included.items.0", None),
        ("included.items.0.id", None),
        ("included.items.0.name", None),
        ("included.items.0.quantity", 0),
        ("included.items.0.quantity", 1.5),
        ("included.items.0.value", None),
        ("included.items.0.value.amount", None),
        ("included.items.0.meta.display_price.without_discount.value.currency", "USD"),
    ],
)
def test_a_cart_that_makes_no_sense_is_unreadable(shop: Any, path: str, value: Any) -> None:
    with pytest.raises(Unreadable):
        cart(shop, changed(CART_ANSWER, path, value))


def test_a_coupon_that_fell_away_is_told_before_the_order(shop: Any, erin: Any) -> None:
    clinic, _ = shop(CART_WITH_CODE)
    assert clinic.orders.prepare(CART, "welcome10", erin).coupon_refused is False
    assert clinic.orders.prepare(CART, "", erin).coupon_refused is False
    clinic, _ = shop(CART_ANSWER)
    assert clinic.orders.prepare(CART, "welcome10", erin).coupon_refused is True


def test_the_manual_gateway_offers_the_invoice_and_the_others_a_new_card(shop: Any, erin: Any) -> None:
    clinic, _ = shop(CART_ANSWER)
    invoice = (PaymentMethod("invoice", kind="invoice"),)
    assert clinic.orders.prepare(CART, "", erin).payment_methods == clinic.orders.payment_methods(erin) == invoice
    clinic, store = shop(CART_ANSWER, **STRIPE)
    assert clinic.orders.prepare(CART, "", erin).payment_methods == clinic.orders.payment_methods(erin) == ()
    assert clinic.cards.add("pm_1abc", erin) == PaymentMethod("pm_1abc")
    assert clinic.cards.list(erin) == ()
    assert len(store.asked) == 1


# -- orders ------------------------------------------------------------------------------------------------------------


def look(shop: Any, erin: Any, *answers: Any, order_ref: str = "", **settings: Any) -> Any:
    clinic, _ = shop(*answers, **settings)
    return clinic.orders.look_up(Question("attempt-1", CART, order_ref), erin)


def test_an_order(shop: Any, erin: Any) -> None:
    (order,) = look(shop, erin, ORDERS).orders

    assert (order.ref, order.number, order.total, order.status) == (
        ORDER,
        "attempt-1",
        cad("88.20"),
        OrderStatus.UNPAID,
    )
    assert order.placed_at == datetime(2026, 11, 20, 13, 17, 42, tzinfo=UTC)
    assert order.lines == (OrderLine("Trail Foam Roller", 2, cad("84.00"), product_ref=PRODUCT),)
    assert order.address is not None
    assert order.address.place == Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA").place
    assert order.address.recipient == "Erin Example"
    assert (order.patient_ref, order.payment, order.due) == (ACCOUNT, Payment.DUE, cad("88.20"))


@pytest.mark.parametrize(
    ("payment", "owing", "expected", "due"),
    [
        ("unpaid", 8820, Payment.DUE, "88.20"),
        ("partially_paid", 820, Payment.DUE, "8.20"),
        ("partially_authorized", 820, Payment.DUE, "8.20"),
        ("paid", 0, Payment.PAID, None),
        ("refunded", 0, Payment.CLOSED, None),
        ("authorized", 0, Payment.PROCESSING, None),
        ("disputed", 0, Payment.PAID, None),
        ("disputed", 8820, Payment.DUE, "88.20"),
        (None, 8820, Payment.DUE, "88.20"),
        ("unpaid", None, Payment.DUE, "88.20"),
    ],
)
def test_where_the_money_is(
    shop: Any, erin: Any, payment: str | None, owing: Any, expected: Any, due: str | None
) -> None:
    data = changed(ORDER_DATA | {"payment": payment}, "meta.display_price.balance_owing", owing and price(owing))
    data = data if owing != 0 else changed(data, "meta.display_price.balance_owing", price(0))

    (order,) = look(shop, erin, {"data": [data]}, **STRIPE).orders

    assert (order.payment, order.due) == (expected, due and cad(due))


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({}, OrderStatus.UNPAID),
        ({"status": "complete", "payment": "paid"}, OrderStatus.RECEIVED),
        ({"status": "processing", "payment": "authorized"}, OrderStatus.RECEIVED),
        ({"status": "complete", "payment": "paid", "shipping": "fulfilled"}, OrderStatus.SHIPPED),
        ({"status": "complete", "payment": "refunded", "shipping": "fulfilled"}, OrderStatus.REFUNDED),
        ({"status": "cancelled", "payment": "refunded"}, OrderStatus.CANCELLED),
        ({"status": "cancelled"}, OrderStatus.CANCELLED),
        ({"status": "teleported"}, OrderStatus.UNKNOWN),
        ({"payment": "disputed"}, OrderStatus.UNKNOWN),
        ({"shipping": "on a swallow"}, OrderStatus.UNKNOWN),
    ],
)
def test_what_became_of_an_order(shop: Any, erin: Any, words: Any, status: Any) -> None:
    (order,) = look(shop, erin, {"data": [ORDER_DATA | words]}, **STRIPE).orders

    assert order.status is status


def test_a_word_that_is_not_documented_is_counted(shop: Any, erin: Any) -> None:
    counted: list[ObservedCall] = []

    look(shop, erin, {"data": [ORDER_DATA | {"shipping": "on a swallow"}]}, observer=counted.append)

    assert [one.route for one in counted if one.outcome == ODD] == ["order status"]


def test_shipments_and_what_was_given_back(shop: Any, erin: Any) -> None:
    estimate = {"start": None, "end": "2026-12-20T00:00:00Z"}
    sent = {"id": "g", "tracking_reference": "TRACK123", "shipping_type": "standard", "delivery_estimate": estimate}
    groups = [sent, {"id": "h", "tracking_reference": None, "delivery_estimate": None}, "?"]
    payment = {"id": "t", "status": "complete", "transaction_type": "purchase", "refunded_amount": 820}
    clinic, _ = shop({"data": groups}, {"data": [payment]})

    order = clinic.orders.with_details(Order(ORDER, "1", cad("88.20")), erin)

    assert order.shipments == (Shipment("TRACK123", "standard", None, datetime(2026, 12, 20, tzinfo=UTC)),)
    assert order.refunded == cad("8.20")
    assert order.partly_refunded


@pytest.mark.parametrize(("secret", "may"), [("a secret", True), ("", False)])
def test_only_a_clinic_with_a_secret_can_have_an_unpaid_order_cancelled(
    shop: Any, erin: Any, secret: str, may: bool
) -> None:
    data = ORDER_DATA | {"status": "incomplete", "payment": "unpaid", "shipping": "unfulfilled"}

    (order,) = look(shop, erin, {"data": [data]}, client_secret=secret).orders

    assert order.can_be_cancelled is may


@pytest.mark.parametrize("payment", ["paid", "authorized"])
def test_paid_by_the_manual_gateway_is_for_the_clinic_to_collect(shop: Any, erin: Any, payment: str) -> None:
    (order,) = look(shop, erin, {"data": [ORDER_DATA | {"payment": payment}]}).orders

    assert order.payment is Payment.INVOICE


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("data.relationships", None),
        ("data.shipping_address", None),
        ("data.order_number", None),
        ("data.meta.timestamps", None),
        ("data.status", "teleported"),
        ("included", None),
    ],
)
def test_an_order_is_not_lost_over_a_detail(shop: Any, erin: Any, path: str, value: str | None) -> None:
    found = look(shop, erin, changed(ORDER_ANSWER, path, value), {"data": []}, order_ref=ORDER)

    assert (found.verdict, found.orders[0].ref) == (Verdict.ORDERED, ORDER)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("data", None),
        ("data.id", None),
        ("data.meta.display_price.with_tax", None),
        ("data.meta.display_price.with_tax.currency", "USD"),
        ("data.relationships.account.data.id", OTHER_ACCOUNT),
    ],
)
def test_an_order_that_makes_no_sense_is_unreadable(shop: Any, erin: Any, path: str, value: Any) -> None:
    with pytest.raises(Unreadable):
        look(shop, erin, changed(ORDER_ANSWER, path, value), order_ref=ORDER)


def test_a_filter_that_was_ignored_finds_nobody_elses_order(shop: Any, erin: Any) -> None:
    another_ref = ORDER_DATA | {"external_ref": "attempt-2"}
    another_account = changed(another_ref, "relationships.account.data.id", OTHER_ACCOUNT)

    assert look(shop, erin, {"data": [another_ref, another_account]}).verdict is Verdict.NOTHING
    assert look(shop, erin, {"data": None}).verdict is Verdict.NOTHING


def test_our_key_under_another_account_is_neither_ours_nor_no_order(shop: Any, erin: Any) -> None:
    another_account = changed(ORDER_DATA, "relationships.account.data.id", OTHER_ACCOUNT)

    with pytest.raises(Unreadable):
        look(shop, erin, {"data": [another_account]})


def dated(order: Any, day: int, **more: Any) -> Any:
    return changed(order, "meta.timestamps.created_at", f"2026-11-{day:02}T09:00:00Z") | more


def test_several_orders_of_one_attempt_are_all_told_the_oldest_first(shop: Any, erin: Any) -> None:
    two = [dated(ORDER_DATA, 21, id="second"), dated(ORDER_DATA, 20, id="first")]

    found = look(shop, erin, {"data": two})
    assert (found.verdict, [order.ref for order in found.orders]) == (Verdict.ORDERED, ["first", "second"])

    found = look(shop, erin, {"data": [two[0] | {"payment": "paid"}, two[1]]})
    assert (found.verdict, [order.ref for order in found.orders]) == (Verdict.PLACED, ["first", "second"])


def test_a_cancelled_order_is_as_good_as_none(shop: Any, erin: Any) -> None:
    cancelled = ORDER_DATA | {"status": "cancelled"}

    assert look(shop, erin, {"data": [cancelled]}).verdict is Verdict.FAILED
    assert look(shop, erin, {"data": [cancelled, ORDER_DATA | {"id": "x"}]}).verdict is Verdict.ORDERED
    assert look(shop, erin, {"data": cancelled}, order_ref=ORDER).verdict is Verdict.FAILED


def transaction(status: Any, **more: Any) -> dict[str, Any]:
    return TRANSACTION_DATA | {"status": status} | more


@pytest.mark.parametrize(
    ("transactions", "verdict"),
    [
        ([], Verdict.ORDERED),
        ([transaction("failed")], Verdict.FAILED),
        ([transaction("pending")], Verdict.CONFIRM),
        ([QUESTION["data"]], Verdict.CONFIRM),
        ([transaction("pending", payment_intent={"status": "processing"})], Verdict.PENDING),
        ([transaction("complete")], Verdict.PENDING),
        ([transaction("levitating")], Verdict.PENDING),
        ([dated(transaction("failed"), 21), dated(transaction("pending"), 20)], Verdict.FAILED),
        ([dated(transaction("pending"), 21), dated(transaction("failed"), 20)], Verdict.CONFIRM),
        ([transaction("failed"), transaction("complete", transaction_type="refund")], Verdict.FAILED),
        (
            [
                transaction("failed"),
                {"id": "x", "status": "complete", "transaction-type": "cancel"},
            ],
            Verdict.FAILED,
        ),
    ],
)
def test_the_last_payment_tells_how_an_order_stands(shop: Any, erin: Any, transactions: Any, verdict: Any) -> None:
    found = look(shop, erin, ORDER_ANSWER, {"data": transactions}, order_ref=ORDER)

    assert (found.verdict, found.orders[0].ref) == (verdict, ORDER)


def test_a_payment_that_takes_days_is_told_with_its_order(shop: Any, erin: Any) -> None:
    slow = transaction("pending", payment_intent={"status": "processing"})

    (order,) = look(shop, erin, ORDER_ANSWER, {"data": [slow]}, order_ref=ORDER).orders

    assert (order.payment, order.due) == (Payment.PROCESSING, None)


def test_an_order_that_is_paid_is_placed_whatever_its_transactions(shop: Any, erin: Any) -> None:
    assert look(shop, erin, PAID_ORDER, order_ref=ORDER).verdict is Verdict.PLACED


def test_an_order_that_is_not_there_is_nothing(shop: Any, erin: Any) -> None:
    assert look(shop, erin, (404, refusal(404)), order_ref=ORDER).verdict is Verdict.NOTHING


def test_history_is_newest_first_and_of_this_account(shop: Any, erin: Any) -> None:
    orders = [dated(ORDER_DATA, day, id=f"day-{day}", external_ref=None) for day in (21, 20, 19)]
    theirs = changed(ORDER_DATA, "relationships.account.data.id", OTHER_ACCOUNT)
    clinic, _ = shop({"data": [*orders, theirs]})

    assert [order.ref for order in clinic.orders.history(erin)] == ["day-21", "day-20", "day-19"]


# -- payments ----------------------------------------------------------------------------------------------------------


def test_a_bank_that_wants_a_word(shop: Any, erin: Any) -> None:
    clinic, _ = shop(ORDER_ANSWER, QUESTION, **STRIPE)

    assert clinic.orders.pay(PAY, erin) == ConfirmationNeeded(
        "pi_1_secret_2", redirect_url="https://bank.example/3ds", reference=TRANSACTION
    )


@pytest.mark.parametrize(
    ("more", "secret", "url"),
    [
        ({"client_parameters": {"secret": "s"}}, "s", ""),
        ({"client_parameters": {"redirect_url": "https://bank.example/"}}, "", "https://bank.example/"),
        ({"client_parameters": None, "payment_intent": {"client_secret": "s", "next_action": None}}, "s", ""),
        ({"client_parameters": {"secret": "s", "redirect_url": "javascript:x"}, "payment_intent": "pi_1"}, "s", ""),
    ],
)
def test_a_question_in_other_words(shop: Any, erin: Any, more: Any, secret: str, url: str) -> None:
    clinic, _ = shop(ORDER_ANSWER, {"data": transaction("pending", **more)}, **STRIPE)

    assert clinic.orders.pay(PAY, erin) == ConfirmationNeeded(secret, redirect_url=url, reference=TRANSACTION)


def test_a_payment_that_takes_days_leaves_nothing_to_do(shop: Any, erin: Any) -> None:
    slow = transaction("pending", payment_intent={"status": "processing", "client_secret": "s"})
    clinic, _ = shop(ORDER_ANSWER, {"data": slow}, **STRIPE)

    placed = clinic.orders.pay(PAY, erin)

    assert isinstance(placed, PlacedOrders)
    assert (placed.orders[0].payment, placed.orders[0].due) == (Payment.PROCESSING, None)


@pytest.mark.parametrize(
    "answer", [{"data": transaction("pending")}, {"data": transaction("levitating")}, {"data": transaction(None)}, []]
)
def test_a_payment_that_makes_no_sense_is_not_taken_for_paid(shop: Any, erin: Any, answer: Any) -> None:
    clinic, _ = shop(ORDER_ANSWER, answer, **STRIPE)

    with pytest.raises((OutcomeUnknown, Unreadable)):
        clinic.orders.pay(PAY, erin)


def test_a_complete_payment_and_an_unpaid_order_is_not_taken_for_paid(shop: Any, erin: Any) -> None:
    for after in (ORDER_ANSWER, (500, b"")):
        clinic, _ = shop(ORDER_ANSWER, PAYMENT, after, **STRIPE)
        with pytest.raises(OutcomeUnknown):
            clinic.orders.pay(PAY, erin)


def test_an_order_that_is_paid_already_is_not_paid_again(shop: Any, erin: Any) -> None:
    clinic, store = shop(PAID_ORDER, **STRIPE)

    assert clinic.orders.pay(PAY, erin).orders[0].payment is Payment.PAID
    assert len(store.asked) == 1


def test_an_order_that_costs_nothing_goes_to_the_manual_gateway(shop: Any, erin: Any) -> None:
    free = changed(ORDER_ANSWER, "data.meta.display_price", totals(0) | {"balance_owing": NOTHING})
    paid = changed(free, "data.payment", "paid")
    clinic, store = shop(free, PAYMENT, paid, **STRIPE)

    assert isinstance(clinic.orders.pay(PAY, erin), PlacedOrders)
    assert b'"gateway": "manual"' in store.asked[1].body


def test_a_question_without_its_reference_is_the_pending_one(shop: Any, erin: Any) -> None:
    pending = {"data": [transaction("failed", id="a"), transaction("pending", id="b")], "meta": TIMES}
    clinic, store = shop(ORDER_ANSWER, pending, PAYMENT, PAID_ORDER, **STRIPE)

    assert isinstance(clinic.orders.confirm(PAY, erin), PlacedOrders)
    assert store.lines[2].endswith(f"/v2/orders/{ORDER}/transactions/b/confirm")


def test_what_was_paid_is_told_by_complete_transactions(shop: Any, erin: Any) -> None:
    paid = transaction("complete", refunded_amount=500)
    others = [transaction("failed"), transaction("complete", transaction_type="authorize")]
    clinic, _ = shop(ORDER_ANSWER, {"data": [paid, *others]}, gateway="elastic_path_payments_stripe")

    (payment,) = clinic.orders.payments_of(ORDER, erin)

    assert (payment.amount, payment.refunded, payment.method) == (cad("88.20"), cad("5.00"), None)
    assert payment.at


def test_the_manual_gateway_is_no_payment(shop: Any, erin: Any) -> None:
    clinic, _ = shop(ORDER_ANSWER)

    assert clinic.orders.payments_of(ORDER, erin) == ()
