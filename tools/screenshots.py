"""``make screenshots``: makes the pictures of README and documents anew, from the demo.

Needs Chromium (``CHROMIUM``, or the one on the path). Each picture is a WebP of a few dozen kilobytes in docs/images/.
"""
# ruff: noqa: T201 - a command: it prints

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tools.demo import HOME, demo, first_product

FOLDER = HOME / "docs" / "images"
QUALITY = 80
DESK = (1280, 800)
PHONE = (390, 780)
PATIENT = ("ana@harbour.example", "Harbour-2026!")
STAFF = ("staff", "demo-staff-2026")


@dataclass(frozen=True)
class Picture:
    name: str
    size: tuple[int, int]
    show: Callable[[Page, int], None]
    scheme: Literal["light", "dark"] = "light"


def catalogue(slug: str) -> Callable[[Page, int], None]:
    return lambda page, port: open_(page, port, slug, "/")


def product(page: Page, port: int) -> None:
    open_(page, port, "summit", first_product("summit", port))


def review(page: Page, port: int) -> None:
    """The last step of the checkout, with what the demo's patient has on file."""
    open_(page, port, "harbour", first_product("harbour", port))
    page.get_by_role("button", name="Add to cart").first.click()
    page.wait_for_load_state("networkidle")
    open_(page, port, "harbour", "/login/?next=/checkout/")
    page.get_by_label("Email").fill(PATIENT[0])
    page.get_by_label("Password", exact=True).fill(PATIENT[1])
    page.locator("main").get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Continue").click()
    page.locator("input[name=payment_method]").first.check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Place order").wait_for()


def staff(page: Page, port: int) -> None:
    open_(page, port, "", "/authenticator-codes/")
    code = page.locator(".headline").first.inner_text()
    open_(page, port, "staff", "/admin/login/")
    page.locator("input[name=username]").fill(STAFF[0])
    page.locator("input[name=password]").fill(STAFF[1])
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=code]").press("Enter")
    page.wait_for_url("**/admin/")


PICTURES = (
    Picture("harbour", DESK, catalogue("harbour")),
    Picture("meadow", DESK, catalogue("meadow")),
    Picture("product-phone", PHONE, product, "dark"),
    Picture("review-phone", PHONE, review),
    Picture("staff", DESK, staff),
)


def main() -> int:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        print("Screenshots need Chromium: install it, or name it with CHROMIUM=/path.")
        return 1
    FOLDER.mkdir(exist_ok=True)
    with demo() as port, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for picture in PICTURES:
            width, height = picture.size
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=picture.scheme)
            picture.show(page, port)
            page.wait_for_load_state("networkidle")
            keep(picture.name, page.screenshot())
            page.close()
        browser.close()
    return 0


def open_(page: Page, port: int, slug: str, path: str) -> None:
    host = f"{slug}.localhost" if slug else "localhost"
    page.goto(f"http://{host}:{port}{path}", wait_until="networkidle")


def keep(name: str, png: bytes) -> None:
    file = FOLDER / f"{name}.webp"
    Image.open(io.BytesIO(png)).convert("RGB").save(file, "WEBP", quality=QUALITY, method=6)
    print(f"{file.relative_to(HOME)}: {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    sys.exit(main())
