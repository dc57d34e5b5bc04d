"""Finding a thing on a shelf of any size, without telling anybody what was looked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Clinic
from tests.catalogue.shelves import fill
from tests.world import CAREPORTALS, SWAP, Shopper, World


def names(page: HttpResponse) -> list[str]:
    return re.findall(r'<h2><a href="/products/[^"]+">([^<]+)</a>', page.content.decode())


def found(shopper: Shopper, words: str) -> HttpResponse:
    return shopper.get(address_of(shopper, words))


def address_of(shopper: Shopper, words: str) -> str:
    answer = shopper.post("/search/", {"q": words})
    assert answer.status_code == 303
    return answer["Location"]


def category(page: HttpResponse, name: str) -> str:
    html = page.content.decode()
    return unescape(re.findall(rf'href="([^"]+)" hx-get="[^"]+"[^>]*>{name}</a>', html)[0])


def link(page: HttpResponse, rel: str) -> str:
    return "/" + unescape(re.findall(rf'rel="{rel}" href="([^"]+)"', page.content.decode())[0])


@pytest.mark.parametrize("count", [1, 3, 12])
def test_a_small_shelf_is_simply_shown(shopper: Shopper, world: World, count: int) -> None:
    fill(world, count)

    page = shopper.get("/")

    assert len(names(page)) == count
    for word in ('role="search"', "Categories", 'rel="next"'):
        assertNotContains(page, word)


def test_a_large_shelf_comes_in_pages_that_are_links(shopper: Shopper, world: World) -> None:
    fill(world, 200)

    page, seen = shopper.get("/"), []
    for _turn in range(8):
        seen += names(page)
        page = shopper.get(link(page, "next"))

    assert seen + names(page) == [f"Product {number}" for number in range(1, 201)]
    assertContains(page, "Page 9 of 9")
    assertContains(page, "Shop: page 9 of 9")
    assertNotContains(page, 'rel="next"')
    assert names(shopper.get(link(page, "prev")))[0] == "Product 169"


def test_only_the_first_pictures_are_fetched_at_once_and_every_one_has_its_room(shopper: Shopper, world: World) -> None:
    fill(world, 24)

    tiles = re.findall(r"<img[^>]+>", shopper.get("/").content.decode())

    assert all('width="640" height="640"' in tile for tile in tiles)
    assert ["lazy" in tile for tile in tiles] == [False] * 4 + [True] * (len(tiles) - 4)
    assert [tile for tile in tiles if "fetchpriority" in tile] == tiles[:1]


def test_a_product_without_a_picture_has_a_drawn_letter(shopper: Shopper, world: World) -> None:
    fill(world, 5)

    assertContains(shopper.get("/"), '<span aria-hidden="true">P</span>', count=1)


@pytest.mark.parametrize("words", ["product 142", "  PRODUCT   142 ", "142 shelf"])
def test_words_are_found_in_names_and_summaries(shopper: Shopper, world: World, words: str) -> None:
    fill(world, 200)

    page = found(shopper, words)

    assert names(page) == ["Product 142"]
    assertContains(page, "1 product")


def test_what_was_looked_for_is_in_no_address_and_no_title(shopper: Shopper, world: World) -> None:
    fill(world, 200)

    page = found(shopper, "number")

    assertContains(page, "Results for “number”")
    html = page.content.decode()
    addresses = [address_of(shopper, "number"), *re.findall(r'(?:href|src|action|hx-get)="([^"]+)"', html)]
    assert link(page, "next") in {unescape(f"/{each}") for each in addresses}
    assert not [each for each in addresses if "number" in unquote(each).casefold()]
    assert "number" not in re.findall(r"<title>(.*?)</title>", html, re.S)[0]


def test_the_address_of_a_search_can_be_gone_back_to_and_pages_keep_it(shopper: Shopper, world: World) -> None:
    fill(world, 200)

    first = found(shopper, "shelf")
    second = shopper.get(link(first, "next"))

    assertContains(second, 'value="shelf"')
    assert names(second)[0] == "Product 25"


def test_a_category_is_a_number_in_the_address(shopper: Shopper, world: World) -> None:
    fill(world, 40)

    address = category(shopper.get("/"), "Hair")
    page = shopper.get(address)

    assert "hair" not in address.casefold()
    assert names(page) == [f"Product {number}" for number in range(2, 41, 4)]
    assert re.search(r'aria-current="true">Hair<', page.content.decode())


@pytest.mark.parametrize(
    "address", ["/?find=v1.x.y", "/?find=hair+loss", "/?category=hair", "/?page=nine", "/?page=99", "/?q=serum"]
)
def test_an_address_that_is_not_ours_shows_the_shelf(shopper: Shopper, world: World, address: str) -> None:
    fill(world, 20)

    assert len(names(shopper.get(address))) == 20


def test_a_search_of_one_clinic_means_nothing_at_another(
    shopper: Shopper, world: World, make_clinic: Callable[..., Clinic]
) -> None:
    make_clinic("borealis", CAREPORTALS | {"organization": "borealis_demo"}, currency="USD")
    fill(world, 20)
    address = address_of(shopper, "product 19")

    assert names(shopper.get(address)) == ["Product 19"]
    assert names(Shopper("borealis.localhost").get(address)) == ["Northern Herb Tea"]


def test_nothing_found_says_what_to_do(shopper: Shopper, world: World) -> None:
    fill(world, 20)

    page = found(shopper, "nothing like this")

    assertContains(page, "Nothing found for “nothing like this”")
    assertContains(page, "Show everything")
    assertContains(page, "mailto:help@harbour.example")


def test_searching_for_nothing_shows_everything(shopper: Shopper, world: World) -> None:
    fill(world, 20)

    assert address_of(shopper, "   ") == "/"


def test_a_swap_is_the_shelf_alone_and_says_how_many(shopper: Shopper, world: World) -> None:
    fill(world, 40)

    swap = shopper.get(category(shopper.get("/"), "Skin"), headers=SWAP)

    assertNotContains(swap, "<html")
    assertNotContains(swap, 'role="search"')  # the field that is typed in stays
    assertContains(swap, '<section id="shelf"', count=1)
    assertContains(swap, "10 products")


def test_only_the_front_of_the_shelf_and_products_are_for_search_engines(shopper: Shopper, world: World) -> None:
    fill(world, 40)
    front = shopper.get("/")
    product = re.findall(r'<h2><a href="([^"]+)"', front.content.decode())[0]

    for page in (front, shopper.get(product)):
        assertNotContains(page, "noindex")
        assertContains(page, '<meta name="description"')
    for path in (link(front, "next"), address_of(shopper, "skin"), "/password/", "/buy/?product=x"):
        assert b"noindex" in shopper.get(path).content, path


def test_robots_are_told_where_nothing_is_for_them(shopper: Shopper) -> None:
    rules = shopper.get("/robots.txt")

    assert rules["Content-Type"].startswith("text/plain")
    for path in ("/account/", "/checkout/", "/orders/"):
        assertContains(rules, f"Disallow: {path}")
