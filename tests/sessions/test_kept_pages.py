"""The page that says what is wrong with a form can be asked for again, by whoever sent the form and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from storefront.clinics.models import Clinic
from storefront.limits.policy import KEPT_PAGE
from storefront.sessions import kept_pages
from storefront.sessions.jobs import clear_sessions
from storefront.sessions.models import KeptPage
from storefront.staff import second_factor
from storefront.staff.totp import Authenticator
from storefront.web.metrics import REQUESTS
from tests.databases import database_away
from tests.staff.people import HOST, PASSWORD, after_the_password, platform_staff
from tests.world import Shopper, World

pytestmark = pytest.mark.django_db

WRONG = {"email": "ana@harbour.example", "password": "not-hers-at-all-2026"}
REFUSED = 'id="error-summary"'


@pytest.fixture
def browser(harbour: Clinic, world: World) -> Client:
    """At Harbour's sign-in page. A plain client, which follows no redirect by itself."""
    browser = Client(headers={"host": "harbour.localhost"})
    browser.get("/login/")
    return browser


def refused(browser: Client) -> str:
    """Where a wrong password leads to."""
    answer = browser.post("/login/", WRONG)
    assert answer.status_code == 303
    return str(answer["Location"])


def test_a_refused_form_leads_to_a_page_with_what_was_typed_and_no_secret(browser: Client) -> None:
    there = refused(browser)

    for page in (browser.get(there), browser.get(there)):
        words = page.content.decode()
        assert page.status_code == 422
        assert REFUSED in words
        assert WRONG["email"] in words
        assert WRONG["password"] not in words
        assert page["Cache-Control"] == browser.get("/login/")["Cache-Control"]
    assert WRONG["email"] not in there
    assert WRONG["email"] not in KeptPage.objects.get().sealed


def test_nobody_else_is_shown_the_page(browser: Client) -> None:
    there = refused(browser)
    another = Client(headers={"host": "harbour.localhost"})
    another.get("/login/")

    page = another.get(there)

    assert page.status_code == 200
    assert WRONG["email"] not in page.content.decode()


def test_after_signing_in_it_is_shown_no_more(browser: Client) -> None:
    there = refused(browser)
    browser.post("/login/", {"email": "ana@harbour.example", "password": "Harbour-2026!"})

    page = browser.get(there)

    assert REFUSED not in page.content.decode()


def test_it_ends_by_itself_and_its_row_goes(browser: Client) -> None:
    there = refused(browser)

    with time_machine.travel(timezone.now() + kept_pages.KEPT_FOR + timedelta(seconds=1), tick=False):
        assert REFUSED not in browser.get(there).content.decode()
        clear_sessions(None)  # type: ignore[arg-type]

    assert not KeptPage.objects.exists()


def test_a_form_that_is_sent_again_forgets_the_page_it_stood_on(browser: Client) -> None:
    there = refused(browser)

    again = browser.post("/login/", WRONG, headers={"referer": f"http://harbour.localhost{there}"})

    assert again["Location"] != there
    assert KeptPage.objects.count() == 1
    assert REFUSED not in browser.get(there).content.decode()


def test_a_swap_is_answered_at_once(browser: Client) -> None:
    page = browser.post("/cart/coupon/", {"code": "?!"}, headers={"hx-request": "true"})

    assert page.status_code == 422
    assert not KeptPage.objects.exists()


def test_a_browser_without_our_cookies_is_answered_at_once(harbour: Clinic, world: World) -> None:
    """A redirect would lose what is wrong."""
    page = Client(headers={"host": "harbour.localhost"}).post("/login/", WRONG)

    assert page.status_code == 422
    assert not KeptPage.objects.exists()


def test_who_fills_the_table_is_answered_at_once(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(KEPT_PAGE), "wait", lambda *args, **kwargs: 1 if args[0] is KEPT_PAGE else 0)

    page = browser.post("/login/", WRONG)

    assert page.status_code == 422
    assert not KeptPage.objects.exists()


def test_a_database_that_cannot_keep_it_changes_nothing_else(browser: Client) -> None:
    with database_away(touching="keptpage"):
        page = browser.post("/login/", WRONG)

    assert page.status_code == 422
    assert REFUSED in page.content.decode()


def test_the_metrics_count_what_the_page_says(browser: Client) -> None:
    before = REQUESTS.labels("patients:login", "422")._value.get()

    refused(browser)

    assert REQUESTS.labels("patients:login", "422")._value.get() == before + 1


def test_an_outage_can_be_asked_for_again_too(browser: Client, world: World) -> None:
    world.down()

    answer = browser.post("/login/", {"email": "ana@harbour.example", "password": "Harbour-2026!"})

    assert answer.status_code == 303
    page = browser.get(answer["Location"])
    assert page.status_code == 503
    assert "try again" in page.content.decode()


def test_an_address_is_kept_for_its_patient_only(shopper: Shopper) -> None:
    """Whoever uses this browser next reads nothing of it."""
    shopper.add("Calm Evening Magnesium")
    shopper.sign_in()
    browser = Client(headers={"host": shopper.host})
    browser.cookies = shopper.browser.cookies
    there = browser.post("/checkout/details/", {"address1": "12 Quay Street", "country": "CA"})["Location"]
    assert "12 Quay Street" in browser.get(there).content.decode()

    browser.post("/logout/")

    assert "12 Quay Street" not in browser.get(there, follow=True).content.decode()


def test_staff_get_the_same(db: None) -> None:
    User.objects.create_superuser("pat", password=PASSWORD)
    browser = Client(headers={"host": HOST})
    browser.get("/admin/login/")

    answer = browser.post("/admin/login/", {"username": "pat", "password": "wrong", "code": ""})

    assert answer.status_code == 303
    assert 'value="pat"' in browser.get(answer["Location"]).content.decode()


def test_recovery_codes_are_kept_nowhere(db: None) -> None:
    """They are shown once: not even Back brings them again."""
    browser = platform_staff()
    page = browser.get("/admin/second-factor/").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    shown = Client.post(browser, "/admin/second-factor/", {"csrfmiddlewaretoken": token})

    assert shown.status_code == 200
    assert "Your recovery codes" in shown.content.decode()
    assert not KeptPage.objects.exists()


def test_a_secret_to_type_is_kept_nowhere(db: None) -> None:
    User.objects.create_superuser("new", password=PASSWORD)
    browser = after_the_password("new")
    browser.get("/admin/enrol/")

    refused_code = Client.post(browser, "/admin/enrol/", {"code": "000000"})

    assert second_factor.secret_to_type(Authenticator.objects.get()) in refused_code.content.decode()
    assert not KeptPage.objects.exists()


def test_views_never_see_the_name_of_the_page(browser: Client) -> None:
    page = browser.get("/?kept=nothing&category=none")

    assert "kept=" not in page.content.decode()
