"""From an empty database to the first order on a clinic's own host over TLS, by one member of platform staff.

The shop is as in production, Caddy is its own authority, and the DNS is two servers on loopback. What each step took
is printed: seconds of the machine, and how many fields and presses it asks of a person.
"""

from __future__ import annotations

import base64
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django_otp.oath import totp
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sandbox.decoda import demo as decoda
from sandbox.elasticpath import demo as elasticpath
from tests.clinics.pictures import picture
from tests.clinics.resolvers import Zone, zone
from tests.houses import US_ADDRESS
from tests.journeys.conftest import ARGUMENTS
from tests.tls.stage import STAFF, Stage, empty_stage
from tests.world import ADDRESS, NEW_PATIENT

pytestmark = pytest.mark.caddy
WAIT = 30_000  # milliseconds
HOST, PLATFORM = "shop.bayview.example", "shops.platform.example"
PASSWORD = "a-first-password-2026"


@dataclass
class Hands:
    """What a person does with a page: each field and each press is counted."""

    page: Page
    fields: int = 0
    presses: int = 0

    def fill(self, label: str, value: str) -> None:
        self.fields += 1
        self.page.get_by_label(label, exact=True).fill(value)

    def choose(self, label: str, option: str) -> None:
        self.fields += 1
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def press(self, name: str) -> None:
        self.presses += 1
        self.page.get_by_role("button", name=name).first.click()

    def follow(self, name: str) -> None:
        self.presses += 1
        self.page.get_by_role("link", name=name).first.click()

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()


@dataclass
class Diary:
    """Steps in their order: what, seconds of the machine, fields, presses."""

    entries: list[tuple[str, float, int, int]] = field(default_factory=list)

    @contextmanager
    def step(self, what: str, hands: Hands | None = None) -> Iterator[None]:
        begun, fields, presses = time.monotonic(), *((hands.fields, hands.presses) if hands else (0, 0))
        yield
        seconds = time.monotonic() - begun
        done = (hands.fields - fields, hands.presses - presses) if hands else (0, 0)
        self.entries.append((what, seconds, *done))

    def __str__(self) -> str:
        lines = [
            f"  {what:<52}{seconds:6.1f} s {fields:3} fields {presses:3} presses"
            for what, seconds, fields, presses in self.entries
        ]
        seconds, fields, presses = (sum(column) for column in list(zip(*self.entries, strict=True))[1:])
        return "\n".join([*lines, f"  {'in all':<52}{seconds:6.1f} s {fields:3} fields {presses:3} presses"])


@dataclass(frozen=True)
class Upstream:
    """``typed`` goes into the commerce settings by label. ``hosted``: patients pay in the processor's own frame."""

    title: str
    typed: Callable[[Stage], Mapping[str, str]]
    product: str
    total: str
    country: str = "Canada"
    currency: str = "Canadian Dollar (CAD)"
    address: Mapping[str, str] = field(default_factory=lambda: ADDRESS)
    hosted: bool = False


def careportals_settings(stage: Stage) -> dict[str, str]:
    there = stage.surroundings
    return {
        "Patient API": there["SANDBOX_CAREPORTALS_PATIENT"],
        "Public API": there["SANDBOX_CAREPORTALS_PUBLIC"],
        "Organization": "aurora_demo",
        "Card script": there["SANDBOX_CARD_SCRIPT"],
        "Publishable key": "pk_test_bayview",
        "Card frame origins": there["SANDBOX_ORIGIN"],
        "Card connect origins": there["SANDBOX_ORIGIN"],
    }


def decoda_settings(stage: Stage) -> dict[str, str]:
    return {
        "API": stage.surroundings["SANDBOX_DECODA"],
        "Hosted payment pages": stage.surroundings["SANDBOX_DECODA_APP"],
        "Tenant": decoda.TENANT,
        "API key": decoda.API_KEY,
    }


def elasticpath_settings(stage: Stage) -> dict[str, str]:
    return {
        "API": stage.surroundings["SANDBOX_ELASTICPATH"],
        "Client id": elasticpath.SUMMIT_CLIENT_ID,
        "Client secret": elasticpath.SUMMIT_CLIENT_SECRET,
        "Password profile id": elasticpath.SUMMIT_PASSWORD_PROFILE_ID,
    }


UPSTREAMS = {
    "careportals": Upstream("CarePortals", careportals_settings, "Calm Evening Magnesium", "$34.00"),
    "decoda": Upstream(
        "Decoda Health",
        decoda_settings,
        "Mineral Sunscreen SPF 50",
        "$36.50",
        country="United States",
        currency="US Dollar (USD)",
        address=US_ADDRESS,
        hosted=True,
    ),
    "elasticpath": Upstream("Elastic Path", elasticpath_settings, "Trail Foam Roller", "$44.10"),
}


@pytest.fixture
def dns() -> Iterator[Zone]:
    with zone() as zone_:
        zone_.set(PLATFORM, "A", "127.0.0.1")
        yield zone_


@pytest.fixture
def stage(tmp_path: Path, dns: Zone) -> Iterator[Stage]:
    resolvers = ",".join(f"{host}:{port}" for host, port in dns.addresses)
    told = {"PLATFORM_HOST": PLATFORM, "PLATFORM_ADDRESSES": "127.0.0.1", "DNS_RESOLVERS": resolvers}
    told |= {"EMAIL_URL": f"filemail:///{tmp_path}/letters", "DEFAULT_FROM_EMAIL": "shops@platform.example"}
    with empty_stage(tmp_path, **told) as stage_:
        yield stage_


@pytest.fixture
def people(chromium: Browser, stage: Stage) -> Iterator[Callable[[], BrowserContext]]:
    """Each call is somebody with a browser of their own. What the browsers complain of fails the test."""
    browser = chromium.browser_type.launch(
        executable_path=os.environ["CHROMIUM"], args=[*ARGUMENTS, *stage.caddy.chromium_arguments()]
    )
    complaints: list[str] = []

    def somebody() -> BrowserContext:
        context = browser.new_context(locale="en-CA", viewport={"width": 1280, "height": 900})
        context.set_default_timeout(WAIT)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        return context

    yield somebody
    browser.close()
    assert [each for each in complaints if "sandboxed" not in each] == []  # frames of the preview run no script


@pytest.mark.parametrize("name", UPSTREAMS)
def test_from_an_empty_database_to_the_first_order_on_a_host_of_its_own(
    stage: Stage,
    dns: Zone,
    people: Callable[[], BrowserContext],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    name: str,
) -> None:
    upstream, diary = UPSTREAMS[name], Diary()
    page = people().new_page()
    staff = Hands(page)

    with diary.step("The first person (createsuperuser)"):
        stage.surroundings["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
        stage.manage("createsuperuser", "--noinput", "--username", "pat", "--email", "pat@platform.example")
    with diary.step("Sign in, and set up the authenticator app", staff):
        come_in(staff)
    with diary.step("Add the clinic", staff):
        add_clinic(staff, upstream)
    with diary.step("Commerce settings", staff):
        staff.choose("Commerce upstream", upstream.title)
        staff.press("Show its settings")
        for label, value in upstream.typed(stage).items():
            staff.fill(label, value)
        staff.press("Save the settings")
        staff.sees("The settings are stored.")
    with diary.step("Test of the connection", staff):
        staff.press("Test the connection")
        staff.sees("All calls worked")
    with diary.step("Colour, logo and texts", staff):
        dress(staff, tmp_path)
    with diary.step("Add the domain", staff):
        add_domain(staff)
    with diary.step("Its records are set, Check now", staff):
        set_records(page, dns)
        staff.press("Check now")
        expect(page.locator("#domain-status")).to_have_text("Live (primary domain)")
    with diary.step("Ready to go live? Open for patients", staff):
        ready_and_open(staff)
    with diary.step("The first order, by a new patient"):
        reference = buy(people().new_page(), upstream)
    with diary.step("Staff see the order, and the statistics count it", staff):
        look_at_it(staff, reference)

    with capsys.disabled():
        print(f"\n{upstream.title}: from an empty database to the first order\n{diary}")  # noqa: T201


# -- the steps ---------------------------------------------------------------------------------------------------------


def come_in(staff: Hands) -> None:
    page = staff.page
    page.goto(f"https://{STAFF}/admin/")
    staff.fill("User name", "pat")
    staff.fill("Password", PASSWORD)
    staff.press("Sign in")
    page.get_by_text("Type the secret instead").click()
    secret = base64.b32decode(page.locator(".secret").inner_text().replace(" ", ""))
    staff.fill("Six-digit code", f"{totp(secret):06d}")
    staff.press("Confirm")
    expect(page.locator(".codes code")).to_have_count(10)
    staff.follow("I have kept them")
    expect(page.get_by_role("heading", name="Nothing needs you")).to_be_visible()


def add_clinic(staff: Hands, upstream: Upstream) -> None:
    staff.page.get_by_role("link", name="Add to Clinics").click()
    staff.presses += 1
    staff.fill("Name:", "Bayview Wellness")
    staff.choose("Country:", upstream.country)
    staff.choose("Currency:", upstream.currency)
    staff.fill("Support email:", "care@bayview.example")
    staff.fill("Support phone:", "+14035550142")
    staff.press("Save")
    staff.sees("Bayview Wellness is here, and closed.")


def dress(staff: Hands, folder: Path) -> None:
    page = staff.page
    staff.follow("Bayview Wellness")
    staff.fill("Colour:", "#7a3b69")
    logo = folder / "logo.png"
    logo.write_bytes(picture())
    page.get_by_label("Logo:", exact=True).set_input_files(logo)
    staff.fields += 1
    staff.fill("Welcome line:", "Care that knows the bay.")
    staff.fill("Terms:", "https://bayview.example/terms")
    staff.fill("Privacy:", "https://bayview.example/privacy")
    page.get_by_role("button", name="Save", exact=True).click()
    staff.presses += 1
    staff.sees("was changed successfully")


def add_domain(staff: Hands) -> None:
    staff.follow("Bayview Wellness")
    staff.follow("Add a domain")
    staff.fill("Domain name:", HOST)
    staff.page.get_by_role("button", name="Save", exact=True).click()
    staff.presses += 1
    expect(staff.page.locator("#domain-status")).to_have_text("Waiting for its records")


def set_records(page: Page, dns: Zone) -> None:
    """Exactly what the page says, into the clinic's zone."""
    for row in page.locator(".records tbody tr").all():
        kind, where, value, _seen = (cell.inner_text().strip() for cell in row.locator("td").all())
        if kind == "TXT":
            dns.set(where, kind, f'"{value}"')
        elif kind == "CNAME":
            dns.set(where, kind, f"{value}.")


def ready_and_open(staff: Hands) -> None:
    page = staff.page
    page.goto(f"https://{STAFF}/admin/")
    staff.follow("Clinics")
    staff.follow("Bayview Wellness")
    to_do = page.locator(".ready .short li")
    expect(to_do).to_have_count(1)
    expect(to_do).to_contain_text("Open: Closed: open it when the items above are done.")
    page.get_by_label("Open for patients").check()
    staff.fields += 1
    page.get_by_role("button", name="Save", exact=True).click()
    staff.presses += 1
    staff.follow("Bayview Wellness")
    staff.follow("The whole checklist")
    staff.sees("Nothing stands in the way")


def buy(page: Page, upstream: Upstream) -> str:
    """As somebody who has never been there; gives the order's reference."""
    page.goto(f"https://{HOST}/")
    expect(page.get_by_role("img", name="Bayview Wellness")).to_be_visible()
    expect(page.get_by_text("Care that knows the bay.")).to_be_visible()
    page.get_by_role("button", name=re.compile(f"Add to cart ?: {upstream.product}")).click()
    expect(page.locator("#cart-count")).to_have_attribute("data-count", "1")
    page.goto(f"https://{HOST}/cart/")
    page.get_by_role("link", name="Checkout").click()
    page.get_by_role("link", name="Create an account").click()
    give(page, NEW_PATIENT | {"email": "first@bayview.example", "province": upstream.address["province"]})
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/checkout/details/")
    give(page, upstream.address)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/checkout/payment/")
    if page.get_by_label("Test card").count():
        page.get_by_label("Test card").select_option(index=1)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/checkout/review/")
    page.get_by_role("button", name=f"Place order – {upstream.total}").click()
    if upstream.hosted:
        form = page.frame_locator("iframe[data-hosted]")
        form.get_by_role("radio").first.check()
        form.get_by_role("button", name="Pay").click()
    page.locator("#order[data-state=placed]").wait_for()
    assert page.evaluate("window.isSecureContext")
    return page.locator("#order-reference").inner_text()


def give(page: Page, values: Mapping[str, str]) -> None:
    """What of it the page asks for."""
    for name, value in values.items():
        control = page.locator(f"[name={name}]")
        if not control.count():
            continue
        if control.first.get_attribute("type") == "radio":
            page.locator(f"[name={name}][value={value}]").check()
        elif control.evaluate("each => each.tagName") == "SELECT":
            control.select_option(value)
        elif control.is_visible():
            control.fill(value)


def look_at_it(staff: Hands, reference: str) -> None:
    page = staff.page
    page.goto(f"https://{STAFF}/admin/")
    staff.follow("Order attempts")
    row = page.get_by_role("row").filter(has_text=reference)
    expect(row).to_contain_text("Placed", ignore_case=True)
    page.goto(f"https://{STAFF}/admin/")
    staff.follow("Statistics")
    drawing = page.get_by_role("img", name="Visits by step")
    expect(drawing.locator("desc")).to_contain_text("Order placed: 1.")
