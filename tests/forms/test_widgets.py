"""Radio buttons are a group, and a box to tick may stay empty."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from checkout.steps.forms import PaymentMethodForm
from storefront.forms.base import ShopForm
from storefront.forms.widgets import TickField
from storefront.upstream.types import PaymentMethod
from tests.forms.page import Page

CARDS = [PaymentMethod("pm_1", brand="visa", last4="4242"), PaymentMethod("pm_2", brand="visa", last4="1881")]


class Wish(ShopForm):
    gift_wrap = TickField(label="Wrap it")


def test_a_group_of_radio_buttons_is_marked_on_its_fieldset_only() -> None:
    page = Page(PaymentMethodForm({}, methods=CARDS, country="CA"))
    group = page.by_id("id_payment_method")

    assert (group.tag, group.get("role"), group.get("aria-invalid")) == ("fieldset", "radiogroup", "true")
    assert all(radio.get("aria-invalid") is None for radio in page.controls)


def test_the_label_of_a_radio_button_comes_after_it() -> None:
    page = Page(PaymentMethodForm(methods=CARDS, country="CA"))
    radio = page.by_id("id_payment_method_0")
    [parent] = [element for element in page.root.iter() if radio in list(element)]
    inside = list(parent)

    assert "Visa ending in 4242" in "".join(inside[inside.index(radio) + 1].itertext())


@pytest.mark.parametrize(("typed", "ticked"), [({}, False), ({"gift_wrap": "on"}, True)])
def test_a_box_may_stay_empty(typed: dict[str, str], ticked: bool) -> None:
    form = Wish(typed)

    assert form.is_valid()
    assert form.cleaned_data["gift_wrap"] is ticked


def test_a_box_that_must_be_ticked_says_so() -> None:
    with pytest.raises(ValidationError):
        TickField(required=True).clean(False)


def test_the_label_of_a_box_comes_after_it() -> None:
    tags = [element.get("type") or element.tag for element in Page(Wish()).all("input", "label")]

    assert tags == ["checkbox", "label"]
