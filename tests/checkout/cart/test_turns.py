"""Two requests of one visitor at the same moment: neither loses what the other did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from threading import Event
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.db.models.functions import Now
from django.http import HttpResponse

from checkout.cart import turns
from checkout.models import CartTurn
from storefront.clinics.models import Clinic
from storefront.sessions.models import StoredSession
from tests.houses import House
from tests.world import Shopper, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

Request = Callable[[], HttpResponse]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Sequence[Request]], list[HttpResponse]]]:
    """Whoever has the turn first keeps it until another request waits for it."""
    somebody_waits, take = Event(), turns._take
    nobody_yet: list[bool] = []

    def slowly(key: str, holder: str) -> bool:
        got = take(key, holder)
        if got and nobody_yet:
            nobody_yet.clear()
            assert somebody_waits.wait(20), "no other request came to wait"
        return got

    monkeypatch.setattr(turns, "_take", slowly)
    monkeypatch.setattr(turns, "about_to_wait", somebody_waits.set)

    def send(request: Request) -> HttpResponse:
        try:
            return request()
        finally:
            connections.close_all()

    def together(requests: Sequence[Request]) -> list[HttpResponse]:
        somebody_waits.clear()
        nobody_yet.append(True)
        with ThreadPoolExecutor(len(requests)) as threads:
            return list(threads.map(send, requests))

    yield together
    assert not CartTurn.objects.exists()


def tab_of(shopper: Shopper) -> Shopper:
    """Another tab: the same cookies."""
    tab = Shopper(shopper.host)
    tab.browser.cookies.load({name: cookie.value for name, cookie in shopper.browser.cookies.items()})
    return tab


def adding(shopper: Shopper, product_ref: str) -> Request:
    return lambda: tab_of(shopper).post("/cart/add/", {"product": product_ref, "quantity": "1"})


def names_in_cart(shopper: Shopper) -> set[str]:
    page = unescape(shopper.get("/cart/").content.decode())
    return {name for name in shopper.product_refs() if name in page.split('id="cart"', 1)[1]}


def products(shopper: Shopper, world: World, how_many: int = 2) -> dict[str, str]:
    """Products that can be bought, with the plain ones first."""
    return dict(list(shopper.product_refs().items())[:how_many])


@pytest.mark.parametrize("signed_in", [True, False], ids=["patient", "guest"])
def test_two_tabs_that_add_to_an_empty_cart_make_one_cart(
    house: House, someone: Shopper, world: World, at_once: Callable[..., list[HttpResponse]], signed_in: bool
) -> None:
    chosen = products(someone, world)
    if signed_in:
        someone.sign_in(house.email, house.password)
        someone.get("/cart/")

    answers = at_once([adding(someone, ref) for ref in chosen.values()])

    assert [answer.status_code for answer in answers] == [303, 303]
    cookies = {answer.cookies[settings.SESSION_COOKIE_NAME].value for answer in answers}
    assert len(cookies) == 1
    someone.browser.cookies[settings.SESSION_COOKIE_NAME] = cookies.pop()
    assert names_in_cart(someone) == set(chosen)


def test_three_tabs_that_add_to_a_cart_lose_nothing(
    house: House, someone: Shopper, world: World, at_once: Callable[..., list[HttpResponse]]
) -> None:
    chosen = products(someone, world, 4)
    refs = list(chosen.values())
    someone.post("/cart/add/", {"product": refs[0], "quantity": "1"})

    at_once([adding(someone, ref) for ref in refs[1:]])

    assert names_in_cart(someone) == set(chosen)


def test_two_updates_at_once_both_hold(
    house: House, someone: Shopper, world: World, at_once: Callable[..., list[HttpResponse]]
) -> None:
    for ref in products(someone, world).values():
        someone.post("/cart/add/", {"product": ref, "quantity": "1"})
    lines = list(someone.lines().values())

    at_once([lambda: tab_of(someone).post(f"/cart/lines/{lines[0]}/", {"quantity": "2"}),
             lambda: tab_of(someone).post(f"/cart/lines/{lines[1]}/", {"quantity": "3"})])  # fmt: skip

    someone.get("/cart/")
    assert sorted(line["quantity"] for line in someone.browser.session["cart"]["lines"]) == [2, 3]


def test_two_first_looks_after_sign_in_take_over_a_guests_cart_once(
    house: House, someone: Shopper, world: World, at_once: Callable[..., list[HttpResponse]]
) -> None:
    chosen = products(someone, world, 1)
    someone.post("/cart/add/", {"product": next(iter(chosen.values())), "quantity": "2"})
    someone.sign_in(house.email, house.password)

    at_once([lambda: tab_of(someone).get("/cart/"), lambda: tab_of(someone).get("/cart/")])

    someone.get("/cart/")
    assert [line["quantity"] for line in someone.browser.session["cart"]["lines"]] == [2]


def test_a_turn_that_nobody_gave_back_ends_by_itself(harbour: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    CartTurn.objects.create(key="k", holder="died", until=Now() - timedelta(seconds=1))

    with turns.taken("k"):
        assert CartTurn.objects.get().holder != "died"

    assert not CartTurn.objects.exists()


def test_who_waits_too_long_is_told_and_nothing_is_done(
    harbour: Clinic, shopper: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = next(iter(shopper.product_refs().values()))
    shopper.post("/cart/add/", {"product": ref, "quantity": "1"})
    key = turns.key_of(harbour, "", shopper.browser.session.session_key)
    CartTurn.objects.create(key=key, holder="another", until=Now() + timedelta(hours=1))
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0)

    page = shopper.post("/cart/add/", {"product": ref, "quantity": "1"})

    assert page.status_code == 503
    assert "being changed in another tab" in page.content.decode()
    assert [line["quantity"] for line in shopper.browser.session["cart"]["lines"]] == [1]


def test_only_so_many_wait(harbour: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """One visitor's requests cannot keep all threads waiting."""
    CartTurn.objects.create(key="k", holder="another", until=Now() + timedelta(hours=1))
    monkeypatch.setattr(turns, "MOST_WAITING", 0)

    with pytest.raises(turns.CartBusyError), turns.taken("k"):
        pass

    assert not turns._waiting


def test_a_session_that_ends_while_an_item_is_added_breaks_no_page(
    harbour: Clinic, shopper: Shopper, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another tab logs out while the upstream is asked."""
    ref = next(iter(shopper.product_refs().values()))
    shopper.post("/cart/add/", {"product": ref, "quantity": "1"})
    deliver = world.deliver

    def logged_out_meanwhile(*args: Any) -> Any:
        StoredSession.objects.all().delete()
        return deliver(*args)

    monkeypatch.setattr(world, "deliver", logged_out_meanwhile)

    page = shopper.post("/cart/add/", {"product": ref, "quantity": "1"})

    assert page.status_code == 400
    assert not CartTurn.objects.exists()
