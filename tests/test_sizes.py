"""What a first visit, all the scripts and a swap weigh, compressed. A page that outgrows its budget fails here.

``pytest tests/test_sizes.py -s`` prints the table of docs/pages.md.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache

from storefront.clinics.models import Clinic
from storefront.web.static_files import smaller
from tests.catalogue.shelves import fill
from tests.houses import HOUSES, House, go_to_the_button
from tests.world import SWAP, Shopper, World

KB = 1024
FIRST_VIEW, SCRIPTS, SWAPPED = 14 * KB, 20 * KB, 3 * KB
PADDING = 100  # most that the GZip middleware adds against guessing by length
PUBLIC = ("/", "/login/", "/signup/", "/password/", "/cart/", "/nowhere/")
PERSONAL = ("/cart/", "/checkout/details/", "/checkout/payment/", "/checkout/review/", "/orders/", "/account/")
ALL_SCRIPTS = ("django_htmx/htmx-2.min.js", "shop.js", "card.js", "frame.js")


def packed(content: bytes) -> int:
    """As the GZip middleware does it; WhiteNoise packs tighter."""
    return len(gzip.compress(content, 6, mtime=0))


def file_of(name: str) -> bytes:
    found = finders.find(name)
    assert isinstance(found, str), name
    return smaller(name, Path(found).read_bytes())


def weigh(shopper: Shopper, path: str) -> tuple[int, int]:
    """The page itself, and the page with every stylesheet that it names."""
    html = shopper.get(path).content
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html.decode())
    assert sheets, path
    page = packed(html) + PADDING
    return page, page + sum(packed(sheet(shopper, address)) for address in sheets)


def sheet(shopper: Shopper, address: str) -> bytes:
    return file_of(address.removeprefix("/static/")) if address.startswith("/static/") else shopper.get(address).content


def judge(rows: list[tuple[str, int, int]], budget: int) -> None:
    """Prints the table; fails with the rows that are too heavy."""
    for name, own, whole in rows:
        print(f"| {name} | {own / KB:.1f} | {whole / KB:.1f} |")  # noqa: T201
    heavy = [f"{name}: {whole} bytes" for name, _own, whole in rows if whole > budget]
    assert not heavy, (
        f"more than {budget} bytes, compressed: {'; '.join(heavy)}. Make them lighter, or argue the budget."
    )


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.slug)
def test_the_first_view_of_every_page_fits_in_fourteen_kilobytes(
    world: World, request: pytest.FixtureRequest, house: House
) -> None:
    request.getfixturevalue(house.slug)
    stranger, patient = Shopper(f"{house.slug}.localhost"), Shopper(f"{house.slug}.localhost")
    product = f"/products/{stranger.product_refs()[house.product]}/"
    go_to_the_button(patient, house)

    rows = [(path, *weigh(stranger, path)) for path in PUBLIC] + [("/products/…/", *weigh(stranger, product))]
    rows += [(f"{path} (signed in)", *weigh(patient, path)) for path in PERSONAL]
    order = patient.place_order()["Location"]
    rows += [("/orders/…/", *weigh(patient, order))]

    judge([(f"{house.slug} {name}", own, whole) for name, own, whole in rows], FIRST_VIEW)


@pytest.mark.parametrize("count", [1, 12, 24, 200])
def test_a_shelf_of_any_size_fits_too(shopper: Shopper, world: World, count: int) -> None:
    fill(world, count)

    judge([(f"shelf of {count}", *weigh(shopper, "/"))], FIRST_VIEW)


def test_all_the_scripts_together_fit_in_twenty_kilobytes_and_wait_for_the_page(shopper: Shopper) -> None:
    sizes = [(name, packed(file_of(name)), 0) for name in ALL_SCRIPTS]
    whole = sum(own for _name, own, _none in sizes)

    judge([(name, own, own) for name, own, _none in sizes] + [("all scripts", whole, whole)], SCRIPTS)
    scripts = re.findall(r"<script[^>]*>", shopper.get("/").content.decode())
    assert scripts
    assert all(" defer" in script for script in scripts)
    assert {path.name for path in Path(str(finders.find("shop.js"))).parent.glob("*.js")} == {
        name.split("/")[-1] for name in ALL_SCRIPTS[1:]
    }


def test_a_swap_fits_in_three_kilobytes(harbour: Clinic, world: World) -> None:
    shopper = go_to_the_button(Shopper("harbour.localhost"), HOUSES[0])
    shopper.add("Calm Evening Magnesium")
    line = next(iter(shopper.lines().values()))
    swaps = {
        "changed quantity": shopper.post(f"/cart/lines/{line}/", {"quantity": "3"}, headers=SWAP),
        "refused coupon": shopper.post("/cart/coupon/", {"code": "EXPIRED"}, headers=SWAP),
        "coupon": shopper.post("/cart/coupon/", {"code": "NEW20"}, headers=SWAP),
        "another country": shopper.post("/checkout/details/", {"country": "US", "country_changed": "1"}, headers=SWAP),
        "added": shopper.post(
            "/cart/add/", {"product": shopper.product_refs()["Calm Evening Magnesium"], "quantity": "1"}, headers=SWAP
        ),
        "stopped at the review": shopper.post(
            "/checkout/review/", shopper.review_form() | {"promise": ""}, headers=SWAP
        ),
    }
    order = shopper.place_order()["Location"]
    swaps["order"] = shopper.get(order, headers=SWAP)
    fill(world, 200)
    cache.clear()  # the shelf is kept for a minute
    swaps["page of the shelf"] = shopper.get("/?page=2", headers=SWAP)

    assert not [name for name, swap in swaps.items() if b"<html" in swap.content]
    sizes = {name: packed(swap.content) + PADDING for name, swap in swaps.items()}
    judge([(name, size, size) for name, size in sizes.items()], SWAPPED)
