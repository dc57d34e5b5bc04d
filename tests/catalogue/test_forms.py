"""Putting a product into the cart."""

from __future__ import annotations

from typing import Any

from storefront.catalogue.forms import AddToCartForm, QuantityForm
from tests.forms.page import Page


def test_a_shelf_of_add_to_cart_forms_has_ids_of_its_own() -> None:
    first, second = Page(AddToCartForm(ref="a1", item="Vitamin C")), Page(AddToCartForm(ref="b2", item="Zinc"))

    assert not {id_ for id_ in first.ids if id_} & {id_ for id_ in second.ids if id_}
    assert first.named("product").get("value") == "a1"
    assert first.named("quantity").get("value") == "1"
    assert label_of(first, "quantity") == "Quantity: Vitamin C"


def test_a_refused_quantity_keeps_its_ids_and_what_was_typed() -> None:
    page = Page(AddToCartForm({"product": "a1", "quantity": "two"}))

    assert page.named("quantity").get("value") == "two"
    assert [target for _, target in page.summary] == ["#id_quantity-a1"]


def test_a_product_reference_from_elsewhere_is_no_id() -> None:
    form = AddToCartForm({"product": '"><script>', "quantity": "1"})

    assert list(form.errors) == ["product"]
    assert Page(form).all("script") == []


def test_the_item_in_a_label_is_text() -> None:
    assert Page(QuantityForm(ref="a1", item="<b>Zinc</b>")).all("b") == []


def label_of(page: Any, name: Any) -> Any:
    wanted = page.named(name).get("id")
    [label] = [label for label in page.all("label") if label.get("for") == wanted]
    return "".join(label.itertext()).removesuffix(" (optional)")
