"""Staff dress a clinic in a browser: the preview follows what they type, and patients see it once it is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from storefront.clinics.models import Clinic
from tests.clinics.pictures import picture
from tests.journeys.pictures import keep_picture
from tests.journeys.test_every_page import AXE, RULES, SCHEMES, WIDTHS
from tests.staff.people import HOST, clinic_staff

OURS = [["#clinic-branding"], ["#texts-group"], ["#banners-group .words"]]


@pytest.fixture
def clinic(transactional_db: None, make_clinic: Callable[..., Clinic]) -> Clinic:
    made: Clinic = make_clinic("harbour", languages=["en", "fr"], brand_primary="#0b6e4f")
    return made


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def staff(chromium: Browser, port: int, clinic: Clinic, complaints: list[str]) -> Iterator[Page]:
    """The clinic's page in the browser of clinic staff. Nothing there may make the browser complain."""
    base = f"http://{HOST}:{port}"
    context = chromium.new_context(base_url=base)
    cookies = clinic_staff(clinic).cookies.items()
    context.add_cookies([{"name": name, "value": kept.value, "url": base} for name, kept in cookies])
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"/admin/clinics/clinic/{clinic.pk}/change/")
    yield page
    context.close()
    assert complaints == []


def framed(staff: Page, name: str) -> FrameLocator:
    staff.get_by_title(name).scroll_into_view_if_needed()
    return staff.frame_locator(f'iframe[title="{name}"]')


def test_the_preview_follows_what_is_typed_and_saving_makes_it_so(
    staff: Page, clinic: Clinic, port: int, tmp_path: Path
) -> None:
    button = framed(staff, "Cart, light").get_by_role("link", name="Checkout")
    expect(button).to_have_css("background-color", "rgb(11, 110, 79)")

    staff.get_by_label("Colour:").fill("FFE000")
    expect(staff.get_by_text("1.3: too little").first).to_be_visible()
    staff.get_by_role("button", name="Take #857400").click()
    expect(staff.get_by_label("Colour:")).to_have_value("#857400")
    expect(button).to_have_css("background-color", "rgb(133, 116, 0)")
    expect(framed(staff, "Cart, dark").locator("body")).to_have_css("color-scheme", "dark")

    logo = tmp_path / "logo.png"
    logo.write_bytes(picture())
    staff.get_by_label("Logo:", exact=True).set_input_files(logo)
    staff.locator("#id_texts-0-welcome").fill("Good <b>morning</b>")
    catalogue = framed(staff, "Catalogue, light")
    expect(catalogue.get_by_text("Good <b>morning</b>")).to_be_visible()
    shown = catalogue.locator(".name img")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 300

    staff.get_by_role("button", name="Save", exact=True).click()
    expect(staff.get_by_text("was changed successfully")).to_be_visible()
    patient = staff.context.new_page()
    patient.goto(f"http://harbour.localhost:{port}/login/")
    expect(patient.get_by_role("img", name="Harbour Health")).to_be_visible()
    expect(patient.get_by_role("button", name="Log in")).to_have_css("background-color", "rgb(133, 116, 0)")


def test_a_press_in_a_frame_leads_nowhere(staff: Page) -> None:
    frame = staff.get_by_title("Cart, light")
    frame.scroll_into_view_if_needed()
    before = frame.evaluate("frame => frame.contentWindow.location.href")
    box = frame.bounding_box()
    assert box
    for down in (0.1, 0.3, 0.6, 0.95):
        staff.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * down)

    assert frame.evaluate("frame => frame.contentWindow.location.href") == before
    assert frame.evaluate("frame => frame.inert")


def test_without_scripts_the_preview_is_the_branding_as_saved(chromium: Browser, staff: Page) -> None:
    plain = chromium.new_context(java_script_enabled=False, base_url=f"http://{HOST}")
    plain.add_cookies(staff.context.cookies())  # type: ignore[arg-type]
    page = plain.new_page()
    page.goto(staff.url)

    expect(page.get_by_text("Text and links on a light page")).to_be_visible()
    expect(framed(page, "Catalogue, light").get_by_role("link", name="Product 1")).to_be_visible()
    plain.close()


def test_branding_and_words_are_for_everybody(staff: Page, complaints: list[str]) -> None:
    staff.get_by_text("Add another Banner").click()
    staff.get_by_label("Colour:").fill("FFE000")
    expect(staff.get_by_role("button", name="Take #857400")).to_be_visible()
    assert complaints == []  # what follows is about the tools of this test
    staff.evaluate(AXE.axe_script)
    found = []
    for width in WIDTHS:
        staff.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            staff.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            keep_picture(staff, f"staff-branding-{width}-{scheme}")
            ask = "([ours, rules]) => axe.run(ours, {runOnly: rules, iframes: false}).then((found) => found.violations)"
            for each in staff.evaluate(ask, [OURS, RULES[scheme]]):
                found += [f"{width} {scheme}: {each['id']}: {node['html']}" for node in each["nodes"]]
    assert found == []
    complaints.clear()
