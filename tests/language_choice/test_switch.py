"""The switch changes the language of a page and keeps page, cart and what was typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import HttpResponse
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Clinic
from tests.world import ADDRESS, NEW_PATIENT, Shopper, World

TEA = "Calm Evening Magnesium"


@pytest.fixture
def harbour(make_clinic: Callable[..., Clinic]) -> Clinic:
    return make_clinic("harbour", languages=["en", "fr"])


def language_of(page: HttpResponse) -> str:
    return page.content.decode().partition('<html lang="')[2][:2]


def switch(shopper: Shopper, language: str, page: str, **typed: str) -> HttpResponse:
    return shopper.post("/language/", typed | {f"to-{language}": page})


def test_the_choice_wins_over_the_browser_and_is_remembered_for_a_year(shopper: Shopper) -> None:
    reply = switch(shopper, "fr", "/login/")

    assert (reply.status_code, reply["Location"]) == (303, "/login/")
    assert language_of(shopper.get("/login/", headers={"accept-language": "en"})) == "fr"
    cookie = reply.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("fr", 365 * 24 * 60 * 60, "/")
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")


def test_the_choice_outlives_signing_out(shopper: Shopper) -> None:
    switch(shopper, "fr", "/")
    shopper.sign_in()
    shopper.post("/logout/")

    assert language_of(shopper.get("/login/")) == "fr"


@pytest.mark.parametrize("chosen", ["es", "xx", "../en", ""])
def test_a_language_that_the_clinic_does_not_have_is_not_taken(shopper: Shopper, chosen: str) -> None:
    reply = switch(shopper, chosen, "/login/")

    assert (reply.status_code, reply["Location"]) == (303, "/")
    assert settings.LANGUAGE_COOKIE_NAME not in reply.cookies
    shopper.browser.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen
    assert language_of(shopper.get("/login/")) == "en"


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1", "", "\x00"]
)
def test_the_switch_leads_to_no_other_site(shopper: Shopper, page: str) -> None:
    assert switch(shopper, "fr", page)["Location"] == "/"


def test_every_page_names_the_languages_in_themselves_after_its_forms(shopper: Shopper) -> None:
    for path in ("/", "/login/", "/signup/", "/cart/", "/nowhere/"):
        html = shopper.get(path).content.decode()
        rest = html.partition("</main>")[2]  # Enter presses the first button of a form: never one of these
        assert '<span lang="en" aria-current="true">English</span>' in rest, path
        assert 'lang="fr"' in rest, path
        assert f'value="{path}"' in rest, path
        assert ">Français</button>" in rest, path
        assert 'name="to-' not in html.partition("</main>")[0], path


def test_a_clinic_with_one_language_offers_no_switch(make_clinic: Callable[..., Clinic], world: World) -> None:
    make_clinic("solo")

    assertNotContains(Shopper("solo.localhost").get("/login/"), "to-en")


def test_the_switch_keeps_the_page_its_query_and_the_cart(shopper: Shopper) -> None:
    shopper.add(TEA, 2)
    shopper.sign_in()
    kept = shopper.total()

    page = shopper.get("/checkout/details/?return=review")
    assertContains(page, 'name="to-fr" value="/checkout/details/?return=review"')
    assert switch(shopper, "fr", "/checkout/details/?return=review")["Location"] == "/checkout/details/?return=review"
    assert shopper.total().replace("\xa0", "") == kept.replace("$", "").replace(".", ",") + "$"


def test_a_half_filled_sign_up_comes_back_in_the_other_language_without_the_password(shopper: Shopper) -> None:
    typed = NEW_PATIENT | {"accept_marketing": "on", "email": "half@"}
    assert switch(shopper, "fr", "/signup/", **typed).status_code == 303

    page = shopper.get("/signup/")

    assert language_of(page) == "fr"
    for value in ("Zoë", "half@", "(403) 555-0123", "1990"):
        assertContains(page, f'value="{value}"')
    assertContains(page, "O&#x27;Neill-Dùbois")
    assertContains(page, '<option value="NS" selected>')
    html = page.content.decode()
    assert 'value="female" autocomplete="sex" required id="id_gender_1" checked' in " ".join(html.split())
    assert 'name="accept_marketing"' in html
    assert "checked" in html.partition('name="accept_marketing"')[2].partition(">")[0]
    assert NEW_PATIENT["password"] not in html
    assert NEW_PATIENT["password"] not in str(shopper.browser.session.items())


def test_what_was_typed_comes_back_once(shopper: Shopper) -> None:
    switch(shopper, "fr", "/login/", email="ana@harbour.example", password="secret-of-ana")

    assertContains(shopper.get("/login/"), "ana@harbour.example")
    assertNotContains(shopper.get("/login/"), "ana@harbour.example")


def test_what_is_pressed_counts_and_not_what_was_typed_before(shopper: Shopper) -> None:
    refs = shopper.product_refs()
    other = next(ref for name, ref in refs.items() if name != TEA)
    switch(shopper, "fr", f"/buy/?product={other}", product=other, quantity="9")

    shopper.post("/buy/", {"product": refs[TEA], "quantity": "1"})

    assert list(shopper.lines()) == [TEA]


def test_a_half_filled_address_of_another_country_comes_back(shopper: Shopper) -> None:
    shopper.add(TEA)
    shopper.sign_in("cy@harbour.example")
    switch(shopper, "fr", "/checkout/details/", **ADDRESS | {"country": "US", "province": "CO", "city": "Boulder"})

    page = shopper.get("/checkout/details/")

    assertContains(page, 'value="Boulder"')
    assertContains(page, '<option value="CO" selected>Colorado</option>')
    assertContains(page, "États-Unis")


def test_a_chosen_way_to_pay_comes_back(shopper: Shopper) -> None:
    shopper.add(TEA)
    shopper.sign_in()
    shopper.post("/checkout/details/", ADDRESS)
    declined = shopper.choice("0002", "/checkout/payment/")
    switch(shopper, "fr", "/checkout/payment/", payment_method=declined, new_payment_method="pm_never_kept")

    html = " ".join(shopper.get("/checkout/payment/").content.decode().split())

    assert "checked" in html.partition(f'value="{declined}"')[2].partition(">")[0]
    assert "pm_never_kept" not in str(shopper.browser.session.items())


def test_what_one_person_typed_is_never_shown_to_the_next(shopper: Shopper) -> None:
    shopper.add(TEA)
    shopper.sign_in("cy@harbour.example")
    switch(shopper, "fr", "/checkout/details/", **ADDRESS)
    kept = shopper.browser.session
    patient = dict(kept["patient"])
    patient["access"] = patient["access"] | {"patient_ref": "somebody-else"}
    kept["patient"] = patient
    kept.save()

    assertNotContains(shopper.get("/checkout/details/"), "Quay Street")


def test_what_is_too_long_for_a_form_of_ours_is_not_kept(shopper: Shopper) -> None:
    switch(shopper, "fr", "/login/", email="x" * 10_001)

    assert "stash" not in shopper.browser.session


def test_a_coupon_and_a_quantity_that_were_only_typed_come_back_in_the_cart(shopper: Shopper) -> None:
    shopper.add(TEA)
    line = shopper.lines()[TEA]
    switch(shopper, "fr", "/cart/", **{"id_code": "NEW20", f"id_quantity-{line}": "7"})

    page = shopper.get("/cart/")

    assertContains(page, 'value="NEW20"')
    assertContains(page, 'value="7"')


@pytest.mark.parametrize(
    ("path", "typed", "page"),
    [
        ("/cart/coupon/", {"code": "%/?"}, "/cart/"),
        ("/login/?next=/checkout/", {"email": "nobody", "next": "/checkout/"}, "/login/?next=/checkout/"),
        ("/signup/", {}, "/signup/"),
    ],
)
def test_from_the_answer_to_a_refused_form_the_switch_leads_to_a_page_that_can_be_asked_for(
    shopper: Shopper, path: str, typed: dict[str, str], page: str
) -> None:
    shopper.add(TEA)
    reply = shopper.post(path, typed)

    assertContains(reply, f'name="to-fr" value="{page}"', status_code=422)
    switch(shopper, "fr", page)
    assert shopper.get(page).status_code == 200


def test_a_refused_quantity_leads_back_to_its_product(shopper: Shopper) -> None:
    ref = shopper.product_refs()[TEA]

    reply = shopper.post("/cart/add/", {"product": ref, "quantity": "many"})

    assertContains(reply, f'name="to-fr" value="/products/{ref}/"', status_code=422)


def test_a_closed_clinic_speaks_the_visitors_language_too(shopper: Shopper, harbour: Clinic) -> None:
    harbour.is_open = False
    harbour.save()

    switch(shopper, "fr", "/")

    assertContains(shopper.get("/"), "La boutique est fermée", status_code=503)


def test_the_switch_needs_the_pages_token(shopper: Shopper) -> None:
    strict = Shopper(shopper.host, enforce_csrf_checks=True)

    assert switch(strict, "fr", "/").status_code == 403
    assert settings.LANGUAGE_COOKIE_NAME not in strict.browser.cookies
