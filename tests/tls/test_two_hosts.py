"""Chromium on the hosts of two clinics: each over TLS, each with cookies of its own, and nothing crosses."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.journeys.conftest import ARGUMENTS
from tests.tls.stage import HARBOUR, MEADOW, STAFF, WAITING, Stage

pytestmark = [pytest.mark.caddy, pytest.mark.browser, pytest.mark.enable_socket]
WAIT = 30_000  # milliseconds


@pytest.fixture
def chromium(stage: Stage) -> Iterator[Browser]:
    arguments = [*ARGUMENTS, *stage.caddy.chromium_arguments()]
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=arguments)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def person(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="en-CA")
    context.set_default_timeout(WAIT)
    complaints: list[str] = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield context
    context.close()
    assert complaints == []


def open_shop(person: BrowserContext, host: str, path: str = "/") -> Page:
    page = person.new_page()
    page.goto(f"https://{host}{path}")
    return page


def shop_and_sign_in(page: Page) -> None:
    page.get_by_role("link", name="Calm Evening Magnesium").first.click()
    page.get_by_role("button", name="Add to cart").first.click()
    page.goto(f"https://{HARBOUR}/login/")
    page.locator("input[name=email]").fill("ana@harbour.example")
    page.locator("input[name=password]").fill("Harbour-2026!")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def cookies(person: BrowserContext, host: str) -> dict[str, str]:
    return {cookie["name"]: cookie["value"] for cookie in person.cookies(f"https://{host}/")}


def test_two_shops_over_tls_know_nothing_of_each_other(person: BrowserContext) -> None:
    harbour = open_shop(person, HARBOUR)
    assert "Harbour Health" in harbour.title()
    shop_and_sign_in(harbour)
    harbour.goto(f"https://{HARBOUR}/cart/")
    expect(harbour.locator("#cart")).to_contain_text("Calm Evening Magnesium")

    meadow = open_shop(person, MEADOW)
    assert "Meadow Aesthetics" in meadow.title()
    expect(meadow.locator("body")).not_to_contain_text("Harbour")
    meadow.goto(f"https://{MEADOW}/cart/")
    expect(meadow.locator("body")).not_to_contain_text("Calm Evening Magnesium")
    meadow.goto(f"https://{MEADOW}/account/")
    assert "/login/" in meadow.url  # nobody is signed in here

    of_harbour, of_meadow = cookies(person, HARBOUR), cookies(person, MEADOW)
    assert {"__Host-session", "__Host-csrf"} <= set(of_harbour)
    assert "__Host-csrf" in of_meadow
    assert not set(of_harbour.values()) & set(of_meadow.values())
    for cookie in person.cookies():
        assert cookie["name"].startswith("__Host-")
        assert cookie["domain"] in (HARBOUR, MEADOW)  # the host alone: no dot before it
        assert (cookie["path"], cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == ("/", True, True, "Lax")
    for page in (harbour, meadow):
        assert page.evaluate("document.cookie") == ""
        assert page.evaluate("window.isSecureContext") is True


def test_no_shop_can_plant_a_cookie_at_another(person: BrowserContext) -> None:
    meadow = open_shop(person, MEADOW)
    for domain in ("", "; Domain=example", f"; Domain={MEADOW}", f"; Domain={HARBOUR}"):
        for name in ("__Host-session", "__Host-csrf"):
            planted = f"{name}=planted{domain}; Path=/cart; Secure"
            meadow.evaluate("planted => { document.cookie = planted; }", planted)

    open_shop(person, HARBOUR)

    assert "planted" not in [cookie["value"] for cookie in person.cookies()]


def test_a_cookie_that_is_carried_to_another_shop_is_worth_nothing_there_and_no_more_at_home(
    person: BrowserContext, chromium: Browser
) -> None:
    harbour = open_shop(person, HARBOUR)
    shop_and_sign_in(harbour)
    stolen = cookies(person, HARBOUR)["__Host-session"]

    thief = chromium.new_context()
    thief.set_default_timeout(WAIT)
    thief.add_cookies([{"name": "__Host-session", "value": stolen, "url": f"https://{MEADOW}/", "secure": True}])
    there = open_shop(thief, MEADOW, "/account/")
    assert "/login/" in there.url
    expect(there.locator("body")).not_to_contain_text("Ana")
    assert "__Host-session" not in cookies(thief, MEADOW)

    harbour.goto(f"https://{HARBOUR}/account/")
    assert "/login/" in harbour.url
    thief.close()


def test_staff_sign_in_on_the_staff_host(person: BrowserContext) -> None:
    page = open_shop(person, STAFF)
    expect(page.locator("input[name=username]")).to_be_visible()
    assert page.url.startswith(f"https://{STAFF}/admin/login/")


@pytest.mark.parametrize("host", ["shop.evil.example", WAITING, f"www.{MEADOW}"])
def test_a_name_that_is_no_shop_of_ours_does_not_even_open(person: BrowserContext, host: str) -> None:
    with pytest.raises(Error, match=r"ERR_SSL|ERR_CONNECTION|ERR_CERT"):
        open_shop(person, host)
