"""The address of a product's picture is on our own host and changes with the picture."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from storefront.catalogue.pictures import picture_path, stamp
from tests.world import Shopper, World

ONE, OTHER = "https://pictures.example/one.png", "https://pictures.example/other.png"


def test_another_picture_has_another_address() -> None:
    assert picture_path("p1", ONE) == picture_path("p1", ONE)
    assert picture_path("p1", ONE) != picture_path("p1", OTHER)


def test_nothing_of_where_the_picture_is_kept_is_in_its_address() -> None:
    assert re.fullmatch(r"/products/p1/picture/[0-9a-f]{16}\.webp", picture_path("p1", ONE))


def test_a_product_without_a_picture_has_no_address() -> None:
    assert picture_path("p1", "") == ""


@pytest.mark.django_db
def test_an_address_that_we_did_not_make_fetches_nothing(shopper: Shopper, world: World) -> None:
    ref = next(iter(shopper.product_refs().values()))

    assert shopper.get(reverse("catalogue:picture", args=[ref, stamp(ONE)])).status_code == 404
