"""“The patient says she paid”: clinic staff find the order, look it up, resolve it, and the patient reads the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from checkout.models import Incident, OrderAttempt, State
from checkout.orders.causes import Cause
from storefront.clinics.models import Clinic
from storefront.staff.totp import Authenticator
from tests.checkout.staff_case import page_of, written
from tests.journeys.pictures import keep_picture
from tests.journeys.test_every_page import AXE, NARROWEST, RULES, SCHEMES, WIDTHS
from tests.journeys.window import Window
from tests.staff.people import HOST, PASSWORD, clinic_person, clinic_staff, code_of
from tests.world import Shopper, World

# Without preloading, which would put a style into the page: ours are never inline.
ASK = "(rules) => axe.run('#content', {runOnly: rules, preload: false}).then((found) => found.violations)"
LIST = "/admin/checkout/orderattempt/"
EXPECTED = ("status of 403", "status of 404", "status of 422")


@pytest.fixture
def page(chromium: Browser, port: int) -> Iterator[Page]:
    """A browser at the staff host; a complaint of it is a failure."""
    context = chromium.new_context(base_url=f"http://{HOST}:{port}")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [complaint for complaint in complaints if not any(status in complaint for status in EXPECTED)] == []


@pytest.fixture
def claire(harbour: Clinic) -> User:
    user = clinic_person(harbour)
    Authenticator.give(user)
    return user


def sign_in(page: Page, person: User) -> None:
    page.goto("/admin/")
    page.get_by_label("User name").fill(person.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Six-digit code").fill(code_of(person))
    page.get_by_role("button", name="Sign in").click()


def lost(shopper: Shopper, world: World) -> OrderAttempt:
    """The order was made, its answer was lost, and nothing can be looked up: half an hour later staff are asked."""
    form = shopper.review_form()
    world.faults.arm("reset_after", upstream="careportals", path="*/finalize")
    world.faults.arm("error_before", upstream="careportals", path="*/payments", method="GET", times=None)
    shopper.post("/checkout/review/", form)
    OrderAttempt.objects.update(state=State.REVIEW, looked_up_at=None)
    return OrderAttempt.objects.get()


def test_the_patient_says_she_paid(
    window: Callable[..., Window], page: Page, ready: Shopper, world: World, claire: User
) -> None:
    attempt = lost(ready, world)
    patient = window(as_=ready)
    patient.open(attempt.get_absolute_url())
    patient.order_is("review")
    patient.page.goto("about:blank")  # the open page checks by itself, and staff would be told so instead

    sign_in(page, claire)
    page.get_by_role("link", name="order needs a person").click()
    expect(page.get_by_role("link", name=attempt.reference)).to_be_visible()
    page.get_by_label("Find an order").fill("Ana@Harbour.example")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", name="1 found for this email address")).to_be_visible()
    assert "@" not in page.url
    page.get_by_role("link", name=attempt.reference).click()
    expect(page.locator(".timeline")).to_contain_text("No usable answer came.")

    OrderAttempt.objects.update(looked_up_at=None)
    page.get_by_role("button", name="Look up again").click()
    expect(page.locator(".messagelist")).to_contain_text("The upstream gave no usable answer.")

    page.get_by_role("link", name="Resolve by staff").click()
    page.get_by_label("The order was placed").check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Give the id of the order that you found.")).to_be_visible()
    page.get_by_label("Order id").fill(world.ledger.orders()[0].ref)
    page.get_by_label("Order number").fill("10483")
    page.get_by_label("Reason").fill("Found in CarePortals by cart and time, charged once")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".told")).to_contain_text("Thank you. Your order is placed.")
    page.get_by_role("button", name="Yes, resolve it").click()

    expect(page.locator(".messagelist")).to_contain_text("Resolved by staff: the order was placed.")
    expect(page.locator(".timeline")).to_contain_text("charged once – claire")
    world.faults.clear()
    patient.open(attempt.get_absolute_url())
    assert patient.order_is("placed") == attempt.reference
    assert len(world.ledger.orders()) == 1
    page.goto("/admin/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="order needs a person")).to_have_count(0)


def test_who_resolves_here_reaches_nothing_of_another_clinic(
    page: Page, harbour: Clinic, make_clinic: Callable[..., Clinic], claire: User
) -> None:
    """By what the pages offer, and by addresses that somebody could have copied."""
    own = written(harbour, "c-1", State.REVIEW)
    meadow = make_clinic("meadow")
    theirs = written(meadow, "c-2", State.REVIEW)
    incident = incident_of(theirs)
    sign_in(page, claire)

    page.goto(LIST)
    expect(page.get_by_role("link", name=own.reference)).to_be_visible()
    expect(page.get_by_role("link", name=theirs.reference)).to_have_count(0)
    search(page, theirs.reference)
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    addresses = [page_of(theirs), *(page_of(theirs, what) for what in ("resolve", "end-sessions", "history"))]
    addresses += [
        f"/admin/clinics/clinic/{meadow.pk}/{what}/" for what in ("change", "ready", "connection", "commerce")
    ]
    addresses += [incident, f"/admin/clinics/domain/{meadow.domains.get().pk}/change/"]
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status in (403, 404) or answer.url.endswith("/admin/"), address  # Django leads home from a page
        expect(page.locator("body")).not_to_contain_text(theirs.reference)
        expect(page.locator("body")).not_to_contain_text("Meadow")


SCENES: dict[str, Callable[[Page, OrderAttempt], None]] = {
    "list": lambda page, attempt: page.goto(LIST),  # type: ignore[dict-item]
    "found": lambda page, attempt: search(page, attempt.reference),
    "found-nothing": lambda page, attempt: search(page, "nothing like this"),
    "attempt": lambda page, attempt: page.goto(page_of(attempt)),  # type: ignore[dict-item]
    "resolve": lambda page, attempt: page.goto(page_of(attempt, "resolve")),  # type: ignore[dict-item]
    "resolve-refused": lambda page, attempt: resolve(page, attempt),
    "resolve-confirm": lambda page, attempt: resolve(page, attempt, "There is no order", "nothing there"),
    "incident": lambda page, attempt: page.goto(incident_of(attempt)),  # type: ignore[dict-item]
    "end-sessions": lambda page, attempt: page.goto(page_of(attempt, "end-sessions")),  # type: ignore[dict-item]
}


def incident_of(attempt: OrderAttempt) -> str:
    Incident.note(Incident.Kind.DUPLICATE, attempt.clinic, attempt=attempt, order_ref="10999")
    return f"/admin/checkout/incident/{Incident.objects.get().pk}/change/"


def search(page: Page, words: str) -> None:
    page.goto(LIST)
    page.get_by_label("Find an order").fill(words)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("heading", name="found for").wait_for()


def resolve(page: Page, attempt: OrderAttempt, outcome: str = "", reason: str = "") -> None:
    page.goto(page_of(attempt, "resolve"))
    if outcome:
        page.get_by_label(outcome).check()
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name="Go on").click()
    page.locator(".errornote").first.wait_for()


@pytest.mark.parametrize("name", SCENES)
def test_a_page_about_orders_is_for_everybody(page: Page, port: int, harbour: Clinic, name: str) -> None:
    base = f"http://{HOST}:{port}"
    cookies = [{"name": n, "value": c.value, "url": base} for n, c in clinic_staff(harbour).cookies.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    for number, state in enumerate((State.PLACED, State.UNKNOWN, State.REFUSED)):
        written(harbour, f"c-{number}", state)
    attempt = written(harbour, "c-9", State.REVIEW)
    attempt.record(State.REVIEW, Cause.NO_ACCESS, at=attempt.created_at)

    SCENES[name](page, attempt)

    page.evaluate(AXE.axe_script)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")
            keep_picture(page, f"staff-orders-{name}-{width}-{scheme}")
            for each in page.evaluate(ASK, RULES[scheme]):
                found += [f"{width} {scheme}: {each['id']}: {node['html']}" for node in each["nodes"]]
    assert found == [], "\n".join(found)
    page.set_viewport_size({"width": NARROWEST, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST
