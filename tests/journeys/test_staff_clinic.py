"""A clinic's pages in the browser of staff: with and without scripts, by day and by night, on a phone and a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox.decoda import demo as decoda
from sandbox.server import SandboxServer
from storefront.clinics.models import Clinic
from storefront.onboarding.connection_test import run_test
from tests.journeys.pictures import keep_picture
from tests.journeys.test_every_page import AXE, NARROWEST, RULES, SCHEMES, WIDTHS
from tests.staff.people import HOST, platform_staff
from tests.world import DECODA, World

LIST = "/admin/clinics/clinic/"
SCENES = {
    "ready": "{pk}/ready/",
    "connection": "{pk}/connection/",
    "commerce": "{pk}/commerce/",
    "commerce-refused": "{pk}/commerce/?kind=elasticpath",
    "clinic": "{pk}/change/",
}
OURS = {"clinic": "[['.ready'], ['#selling']]"}  # of this page the rest is Django's own or has its own story


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complained of; there must be nothing in the end. The preview's frames run no script."""
    complaints: list[str] = []
    yield complaints
    assert [complaint for complaint in complaints if "is sandboxed" not in complaint] == []


@pytest.fixture
def open_page(
    chromium: Browser, port: int, transactional_db: None, complaints: list[str]
) -> Iterator[Callable[..., Page]]:
    """Platform staff, signed in."""
    base, contexts = f"http://{HOST}:{port}", []
    cookies = [{"name": name, "value": kept.value, "url": base} for name, kept in platform_staff().cookies.items()]

    def open_one(**how: object) -> Page:
        context = chromium.new_context(base_url=base, **how)  # type: ignore[arg-type]
        context.add_cookies(cookies)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def settings_there(upstreams: SandboxServer) -> dict[str, Any]:
    host, port = upstreams.server_address[:2]
    base = f"http://{host!s}:{port}"
    return DECODA | {"api": f"{base}/decoda", "app": f"{base}/decoda-app"}


@pytest.mark.parametrize("name", SCENES)
def test_a_page_of_a_clinic_is_for_everybody(
    open_page: Callable[..., Page],
    complaints: list[str],
    make_clinic: Callable[..., Clinic],
    world: World,
    settings_there: dict[str, Any],
    name: Any,
) -> None:
    clinic = make_clinic("meadow", settings_there | {"tenant": "another"}, support_phone="")
    run_test(clinic)
    page = open_page()
    page.goto(LIST + SCENES[name].format(pk=clinic.pk))
    if name == "commerce-refused":
        page.get_by_role("button", name="Save the settings").click()
        expect(page.get_by_text("Nothing was stored.")).to_be_visible()

    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.axe_script)
    complained = len(complaints)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            keep_picture(page, f"staff-{name}-{width}-{scheme}")
            part = OURS.get(name, "'#content-main'")
            ask = f"(rules) => axe.run({part}, {{runOnly: rules}}).then((found) => found.violations)"
            for each in page.evaluate(ask, RULES[scheme]):
                found += [f"{width} {scheme}: {each['id']}: {node['html']}" for node in each["nodes"]]
    assert found == []
    del complaints[complained:]  # axe tries inline styles
    if name != "clinic":
        page.set_viewport_size({"width": NARROWEST, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST


def test_a_clinic_from_nothing_to_tested_settings_without_scripts(
    open_page: Callable[..., Page], world: World, settings_there: dict[str, Any]
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{LIST}add/")
    page.get_by_label("Name").fill("Meadow Aesthetics")
    page.get_by_label("Country").select_option(label="United States")
    page.get_by_label("Currency").select_option("USD")
    page.get_by_label("Support email").fill("hello@meadow.example")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading", name="Commerce settings")).to_be_visible()
    page.get_by_label("Commerce upstream").select_option(label="Decoda Health")
    page.get_by_role("button", name="Show its settings").click()
    page.get_by_label("API", exact=True).fill(settings_there["api"])
    page.get_by_label("Hosted payment pages").fill(settings_there["app"])
    page.get_by_label("Tenant").fill(settings_there["tenant"])
    page.get_by_label("API key").fill("not the key")
    page.get_by_role("button", name="Save the settings").click()

    page.get_by_role("button", name="Test the connection").click()
    expect(page.get_by_text("Not all calls worked")).to_be_visible()
    expect(page.get_by_text("Check the tenant and its API key").first).to_be_visible()

    page.get_by_role("link", name="Commerce settings").click()
    page.get_by_label("API key").fill(decoda.API_KEY)
    page.get_by_role("button", name="Save the settings").click()
    page.get_by_role("button", name="Test again").click()
    expect(page.get_by_text("All calls worked")).to_be_visible()

    page.get_by_role("link", name="Ready to go live?").click()
    expect(page.get_by_role("listitem").filter(has_text="Commerce settings")).to_contain_text("all calls worked")
    clinic = Clinic.objects.get()
    assert (clinic.slug, clinic.is_open, clinic.commerce["api_key"]) == ("meadow-aesthetics", False, decoda.API_KEY)
