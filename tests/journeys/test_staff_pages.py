"""The staff pages in a browser: the first sign-in of a new person, and pages that are for everybody."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django_otp.oath import totp
from playwright.sync_api import Browser, BrowserContext, Page

from checkout.models import Incident
from storefront.clinics.hosts.verification import DomainProblem, prepare
from storefront.clinics.models import Clinic, Domain
from storefront.staff.models import Action, StaffEvent
from tests.journeys.pictures import keep_picture
from tests.journeys.test_every_page import AXE, RULES, SCHEMES, WIDTHS
from tests.staff.people import HOST, PASSWORD, clinic_person, platform_staff
from tests.staff.rows import row_of

# Django's search box has a picture for its label. (And axe would load style sheets in a way the policy forbids.)
ALL_BUT = "{exclude: ['#changelist-search']}"
# Statuses that a browser writes into its console and that these stories bring about.
BAD = ("error", "warning")
EXPECTED = ("status of 403", "status of 404", "status of 422")


@pytest.fixture
def context(chromium: Browser, port: int, transactional_db: None) -> Iterator[BrowserContext]:
    """At the staff host. A complaint of the browser, about the content security policy above all, is a failure."""
    context = chromium.new_context(base_url=f"http://{HOST}:{port}")
    complaints: list[str] = []
    context.on("console", lambda m: complaints.append(f"{m.page.url}: {m.text}") if m.type in BAD else None)  # type: ignore[call-overload]
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()
    assert [each for each in complaints if not any(status in each for status in EXPECTED)] == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Nobody is signed in."""
    return context.new_page()


@pytest.fixture
def staff(context: BrowserContext, page: Page, port: int) -> Page:
    """Platform staff."""
    url = f"http://{HOST}:{port}"
    cookies = [{"name": n, "value": c.value, "url": url} for n, c in platform_staff().cookies.items()]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    return page


def is_for_everybody(page: Page, name: str) -> None:
    """In every width, by day and by night: a picture to look at, and nothing for axe to say."""
    page.evaluate(AXE.axe_script)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            keep_picture(page, f"staff-{name}-{width}-{scheme}")
            ask = f"(rules) => axe.run({ALL_BUT}, {{runOnly: rules, preload: false}}).then((found) => found.violations)"
            for each in page.evaluate(ask, RULES[scheme]):
                found += [f"{width} {scheme}: {each['id']}: {node['html']}" for node in each["nodes"]]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than {width}"
    assert found == []


def test_a_new_person_comes_in_for_the_first_time(page: Page) -> None:
    clinic_person(name="new")
    page.goto("/admin/")
    is_for_everybody(page, "sign-in")
    page.get_by_label("User name").fill("new")
    page.get_by_label("Password").fill("a wrong one")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").filter(has_text="That did not work").wait_for()
    assert page.evaluate("document.activeElement.id") == "problem"
    is_for_everybody(page, "sign-in-refused")

    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Set up your authenticator app").wait_for()
    page.get_by_text("Type the secret instead").click()
    secret = base64.b32decode(page.locator(".secret").inner_text().replace(" ", ""))
    is_for_everybody(page, "enrol")
    page.get_by_label("Six-digit code").fill(f"{totp(secret):06d}")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Your recovery codes").wait_for()
    assert page.locator(".codes code").count() == 10
    is_for_everybody(page, "recovery-codes")
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("heading", name="Nothing needs you").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()


OURS = {
    "home": "/admin/",
    "again": "/admin/again/",
    "second-factor": "/admin/second-factor/",
    "password": "/admin/password_change/",
    "log": "/admin/staff/staffevent/",
    "people": "/admin/auth/user/",
    "new-person": "/admin/auth/user/add/",
    "nothing": "/nowhere/",
    "clinics": "/admin/clinics/clinic/",
    "new-clinic": "/admin/clinics/clinic/add/",
    "domains": "/admin/clinics/domain/",
    "new-domain": "/admin/clinics/domain/add/",
    "domain": "/admin/clinics/domain/{host}/change/",
    "domain-waiting": "/admin/clinics/domain/{waiting}/change/",
}


@pytest.mark.parametrize("name", OURS)
def test_a_page_of_staff_is_for_everybody(staff: Page, harbour: Clinic, settings: Any, name: str) -> None:
    settings.PLATFORM_HOST, settings.PLATFORM_IP_ADDRESSES = "shops.platform.example", (ip_address("192.0.2.10"),)
    pat = User.objects.get()
    Incident.note(Incident.Kind.NOT_FOUND, harbour)
    for detail in ("", "Name, Logo; added coupon SPRING", "The patient called; the upstream shows order 10231"):
        StaffEvent.objects.create(user=pat, clinic=harbour, action=Action.CHANGED, subject="clinic", detail=detail)
    waiting = Domain(clinic=harbour, host="new.harbour.example", seen={"txt": ["another"], "addresses": ["192.0.2.1"]})
    waiting.problem = DomainProblem.WRONG_CHALLENGE
    prepare(waiting)
    waiting.save()
    staff.goto(OURS[name].format(host=harbour.domains.first().pk, waiting=waiting.pk))  # type: ignore[union-attr]

    is_for_everybody(staff, name)


def test_every_registered_page_runs_under_the_content_security_policy(staff: Page, harbour: Clinic) -> None:
    """Date widgets, suggestions, inlines: the browser writes into its console what it was not allowed to do."""
    for model in admin.site._registry:
        row = row_of(model, harbour)
        place = f"/admin/{model._meta.app_label}/{model._meta.model_name}"
        for address in (f"{place}/", f"{place}/add/", f"{place}/{row.pk}/change/", f"{place}/{row.pk}/history/"):
            staff.goto(address)
            assert staff.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_person_is_given_a_clinic_by_keyboard_and_clicks(staff: Page, harbour: Clinic) -> None:
    claire = clinic_person(name="claire")
    staff.goto(f"/admin/auth/user/{claire.pk}/change/")

    staff.get_by_role("button", name="Add another clinic of this person").click()
    staff.locator("[name=memberships-0-clinic]").select_option(label="Harbour Health")
    staff.get_by_role("button", name="Save", exact=True).click()

    staff.get_by_text("was changed successfully").wait_for()
    assert [each.clinic for each in claire.memberships.all()] == [harbour]
