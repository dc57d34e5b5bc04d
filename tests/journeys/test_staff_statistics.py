"""Statistics and the health of upstreams in a browser: for everybody, by day and by night, on a phone and a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from storefront.clinics.models import Clinic
from storefront.statistics.health import RECORDER
from storefront.statistics.models import Device, FunnelStep, Kind, ShownError, StepCount
from storefront.upstream.observer import ObservedCall
from tests.journeys.pictures import keep_picture
from tests.journeys.test_every_page import AXE, NARROWEST, RULES, SCHEMES, WIDTHS
from tests.staff.people import HOST, platform_staff

STATISTICS, HEALTH = "/admin/figures/stepcount/", "/admin/figures/upstreamhour/"
SCENES = {
    "statistics": STATISTICS,
    "statistics-empty": STATISTICS,
    "statistics-refused": f"{STATISTICS}?since=nonsense",
    "health": HEALTH,
    "health-empty": HEALTH,
}


@pytest.fixture
def page(chromium: Browser, port: int, transactional_db: None) -> Iterator[Page]:
    """A member of platform staff, signed in; a complaint of the browser is a failure."""
    base = f"http://{HOST}:{port}"
    cookies = [{"name": n, "value": c.value, "url": base} for n, c in platform_staff().cookies.items()]
    context = chromium.new_context(base_url=base)
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [complaint for complaint in complaints if "422" not in complaint] == []


def fill(clinic: Clinic) -> None:
    today = timezone.now().date()
    for step, count in zip(FunnelStep, (1204, 903, 811, 790, 702, 655), strict=True):
        StepCount.objects.create(clinic=clinic, day=today, step=step, device=Device.PHONE, language="en", count=count)
    ShownError.objects.create(clinic=clinic, day=today, kind=Kind.COUPON, code="expired", language="en", count=12)
    ShownError.objects.create(clinic=clinic, day=today, kind=Kind.TROUBLE, code="RejectedError", language="en", count=3)
    for outcome in ("ok", "ok", "OutcomeUnknown", "Unreachable", "RejectedError"):
        RECORDER.record(
            clinic.pk, ObservedCall("POST", "/v2/carts/{cart}/items", 0, 700, "c" * 32, outcome, "careportals")
        )


@pytest.mark.parametrize("name", SCENES)
def test_a_page_of_statistics_is_for_everybody(page: Page, harbour: Clinic, name: str) -> None:
    if not name.endswith("-empty"):
        fill(harbour)

    page.goto(SCENES[name])

    page.evaluate(AXE.axe_script)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            keep_picture(page, f"staff-{name}-{width}-{scheme}")
            ask = "(rules) => axe.run('.statistics', {runOnly: rules}).then((found) => found.violations)"
            for each in page.evaluate(ask, RULES[scheme]):
                found += [f"{width} {scheme}: {each['id']}: {node['html']}" for node in each["nodes"]]
    assert found == []
    page.set_viewport_size({"width": NARROWEST, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST


def test_the_funnel_is_asked_by_clinic_and_read_out(page: Page, harbour: Clinic) -> None:
    fill(harbour)
    page.goto(STATISTICS)

    page.get_by_label("Clinic", exact=True).select_option(label="Harbour Health")
    page.get_by_label("Device").select_option(label="Phone")
    page.get_by_role("button", name="Show").click()

    page.wait_for_url(lambda url: f"clinic={harbour.pk}" in url and "device=phone" in url)
    drawing = page.get_by_role("img", name="Visits by step")
    assert "Signed in: 903." in (drawing.locator("desc").text_content() or "")
    page.get_by_text("Most are lost between Cart and Signed in: 301 of 1204 went no further.").wait_for()
