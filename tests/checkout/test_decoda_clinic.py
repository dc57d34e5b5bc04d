"""What is particular to a clinic that sells through Decoda Health, by the front door."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.http import HttpResponse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import OrderAttempt, State, Step
from checkout.orders.lookups import resolve_due
from sandbox.decoda import demo
from sandbox.http import Request
from storefront.clinics.models import Clinic
from storefront.local_accounts.models import LocalAccount
from storefront.upstream.types import NewPatient
from tests.houses import US_ADDRESS as BOULDER
from tests.world import DECODA, UPSTREAMS, Shopper, World, state_of

SUNSCREEN = "Mineral Sunscreen SPF 50"  # 36.50, free of tax
SERUM = "Sérum Éclat Vitamin C"  # 68.00
SACHETS = "Açaí &amp; Collagen Sachets"
TRETINOIN = "Tretinoin Cream"
COUPONS = [
    {"code": "WELCOME10", "percent": 10},
    {"code": "GIFT", "percent": 100},
    {"code": "TAKE20", "amount": "20.00", "minimum": "50.00"},
    {"code": "MAY", "percent": 10, "starts": "2099-05-01", "expires": "2099-05-31"},
    {"code": "ONCE", "percent": 10, "per_patient": 1},
    {"code": "FIRST", "percent": 10, "uses": 1},
]


@pytest.fixture
def clinic(make_clinic: Callable[..., Clinic], world: World) -> Clinic:
    """Meadow, where Dana (cards, a bank account, 25.00 of credit) and Ana (nothing) have accounts."""
    clinic = make_clinic("meadow", DECODA, COUPONS, country="US", currency="USD")
    enrol(clinic, demo.DANA, "Meadow-2026!")
    enrol(clinic, demo.ANA, "Meadow-2026!")
    return clinic


@pytest.fixture
def dana(clinic: Clinic) -> Shopper:
    return signed_in("meadow", demo.DANA)


@pytest.fixture
def ready(dana: Shopper) -> Shopper:
    """An address away from paying 73.00."""
    dana.add(SUNSCREEN, 2)
    dana.get("/cart/")
    return dana


def enrol(clinic: Clinic, patient: demo.DemoPatient, password: str) -> None:
    account = LocalAccount(
        clinic=clinic,
        password=make_password(password),
        patient_ref=patient.id,
        email_verified_at=clinic.created_at,
    )
    account.seal_person(NewPatient(patient.first_name, patient.last_name, patient.email, password=""))
    account.save()


def signed_in(slug: str, patient: demo.DemoPatient, password: str = "Meadow-2026!") -> Shopper:
    shopper = Shopper(f"{slug}.localhost")
    assert shopper.sign_in(patient.email, password).status_code == 303
    return shopper


def order_by(shopper: Shopper, method: str, **ticked: str) -> HttpResponse:
    """Submission the button with this way to pay, and read the order's page."""
    shopper.post("/checkout/details/", BOULDER)
    choice = {"payment_method": shopper.choice(method, "/checkout/payment/")}
    assert shopper.post("/checkout/payment/", choice | ticked).status_code == 303
    return shopper.get(shopper.place_order()["Location"])


def paid(world: World) -> list[str]:
    return [f"{act.amount:.2f}" for act in world.ledger.charges()]


def outstanding(world: World, patient: str = demo.DANA.id) -> int:
    """What the clinic's books say is still owed, in cents, of the one charge there is."""
    reply: Any = at_decoda(world, "GET", f"/billing/charge/list?patient_id={patient}")
    (charge,) = reply
    return int(charge["totalOutstanding"])


def at_decoda(world: World, method: str, target: str) -> list[dict[str, object]]:
    headers = [("API-KEY", demo.API_KEY), ("TENANT", demo.TENANT)]
    request = Request.of(method, f"/decoda{target}", headers, b"", UPSTREAMS)
    return json.loads(world.deliver(request, world.clock.sleep).response.data)  # type: ignore[no-any-return, unused-ignore]


# -- credit ------------------------------------------------------------------------------------------------------------


def test_credit_pays_its_part_and_the_card_the_rest(ready: Shopper, world: World) -> None:
    page = order_by(ready, "Visa", use_credit="on")

    assert state_of(page) == "placed"
    assert paid(world) == ["25.00", "48.00"]
    assert outstanding(world) == 0


def test_credit_that_is_not_enough_is_a_box_to_tick_and_stays_ticked(ready: Shopper) -> None:
    ready.post("/checkout/details/", BOULDER)
    before = ready.get("/checkout/payment/")
    visa = {"payment_method": ready.choice("Visa", "/checkout/payment/"), "use_credit": "on"}
    ready.post("/checkout/payment/", visa)

    assertContains(before, "Use the credit on your account first: $25.00", count=1)
    ticked = r'name="use_credit"[^>]*checked'
    assert not re.search(ticked, before.content.decode())
    assertContains(ready.get("/checkout/review/"), "credit covers $25.00")
    assert re.search(ticked, ready.get("/checkout/payment/").content.decode())


def test_credit_alone_is_offered_where_it_is_enough(ready: Shopper, world: World) -> None:
    world.set_option("decoda", "credit", patient=demo.DANA.id, amount=10_000)

    page = order_by(ready, "Credit on your account")

    assert state_of(page) == "placed"
    assert paid(world) == ["73.00"]


@pytest.mark.parametrize("decline", ["failed", "refused"])
def test_where_the_card_declines_after_credit_only_the_rest_is_asked_for(
    ready: Shopper, world: World, decline: str
) -> None:
    world.set_option("decoda", "decline_as", how=decline)

    page = order_by(ready, "Mastercard", use_credit="on")

    assert (state_of(page), paid(world), outstanding(world)) == ("payment", ["25.00"], 4800)
    assertContains(page, "Pay $48.00")
    assertNotContains(page, "Pay $73.00")
    ready.pay("Visa")
    assert ready.attempt().state == State.PLACED
    assert paid(world) == ["25.00", "48.00"]


# -- nothing to pay ----------------------------------------------------------------------------------------------------


def free(shopper: Shopper) -> None:
    shopper.post("/cart/coupon/", {"code": "GIFT"})
    shopper.post("/checkout/details/", BOULDER)
    assertContains(shopper.get("/checkout/payment/"), "There is nothing to pay for this order")
    shopper.post("/checkout/payment/")


def test_an_order_of_nothing_asks_for_no_payment(ready: Shopper, world: World) -> None:
    free(ready)

    page = ready.get(ready.place_order()["Location"])

    assert state_of(page) == "placed"
    assertContains(page, "There is nothing to pay")
    assert (len(world.ledger.orders()), paid(world)) == (1, [])
    assert ready.attempt().charged_minor == 0


def test_an_order_of_nothing_is_placed_even_where_closing_it_fails_at_first(ready: Shopper, world: World) -> None:
    world.faults.arm("error_before", path="*/mark-no-charge", times=1)
    free(ready)

    page = ready.get(ready.place_order()["Location"])

    assert state_of(page) == "placed"
    assert (len(world.ledger.orders()), paid(world)) == (1, [])


# -- banks -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reads_paid", [False, True])
def test_a_bank_payment_is_shown_as_under_way_and_then_as_what_became_of_it(
    ready: Shopper, world: World, reads_paid: bool
) -> None:
    world.set_option("decoda", "processing_counts", on=reads_paid)

    page = order_by(ready, "Mountain Credit Union")

    path = ready.attempt().get_absolute_url()
    assert state_of(page) == "placed"
    assertContains(page, "is under way")
    assertNotContains(page, "is charged once")
    assert paid(world) == []
    world.set_option("decoda", "settle_bank")
    assertContains(ready.get(path), "is charged once")
    assert paid(world) == ["73.00"]
    world.set_option("decoda", "settle_bank", returned=True)
    assertContains(ready.get(path), "your payment came back")
    assertNotContains(ready.get(path), "is under way")


# -- declined ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("decline", ["failed", "refused"])
def test_a_declined_card_pays_the_same_charge_again(ready: Shopper, world: World, decline: str) -> None:
    world.set_option("decoda", "decline_as", how=decline)

    page = order_by(ready, "0002")

    assert (state_of(page), paid(world)) == ("payment", [])
    assertContains(page, "Your payment was declined")
    assertNotContains(page, "no order was placed")
    ready.pay("0002")
    assert ready.attempt().page_state == "payment"
    ready.pay("4242")
    assert ready.attempt().state == State.PLACED
    assert OrderAttempt.objects.count() == len(world.ledger.orders()) == 1
    assert paid(world) == ["73.00"]


def test_a_paid_order_is_not_paid_again(ready: Shopper, world: World) -> None:
    order_by(ready, "0002")
    path = f"{ready.attempt().get_absolute_url()}pay/"
    ready.pay("4242")

    again = ready.post(path, {"payment_method": demo.DANA_VISA})

    assert again["Location"] == ready.attempt().get_absolute_url()
    assert paid(world) == ["73.00"]


# -- the hosted form ---------------------------------------------------------------------------------------------------


@pytest.fixture
def hosted(ready: Shopper) -> Shopper:
    """In front of Decoda's form."""
    assert state_of(order_by(ready, "Card or bank")) == "payment"
    return ready


def frame_of(page: HttpResponse) -> str:
    (address,) = re.findall(r'<iframe[^>]*\ssrc="([^"]+)"', page.content.decode())
    return str(address).replace("&amp;", "&")


def pay_in(world: World, address: str, card: str) -> None:
    parts = urlsplit(address)
    kind = [("content-type", "application/x-www-form-urlencoded")]
    target = f"{parts.path}?{parts.query}"
    world.deliver(Request.of("POST", target, kind, f"card={card}".encode(), UPSTREAMS), world.clock.sleep)


def order_page(shopper: Shopper) -> HttpResponse:
    return shopper.get(shopper.attempt().get_absolute_url())


def confirm(shopper: Shopper) -> HttpResponse:
    return shopper.get(shopper.post(f"{shopper.attempt().get_absolute_url()}confirm/")["Location"])


def test_the_hosted_form_is_framed_from_its_own_origin_for_this_charge_only(hosted: Shopper, world: World) -> None:
    page = order_page(hosted)

    address = frame_of(page)
    assert address.startswith(f"{UPSTREAMS}/decoda-app/{demo.TENANT}/embed/pay/{demo.DANA.id}?charge_id=")
    assert f"frame-src {UPSTREAMS}" in page["Content-Security-Policy"].replace("'self' ", "")
    assert f"script-src {UPSTREAMS}" not in page["Content-Security-Policy"]
    assert demo.API_KEY not in page.content.decode()
    assert paid(world) == []


def test_what_the_hosted_form_told_the_browser_is_only_a_hint(hosted: Shopper, world: World) -> None:
    path = hosted.attempt().get_absolute_url()

    assert state_of(confirm(hosted)) == "payment"
    assert hosted.get(path, type="payment_success", payinId="payin_forged", status="success")["Location"] == path
    assert state_of(order_page(hosted)) == "payment"
    assert (paid(world), hosted.attempt().state) == ([], State.SENT)


@pytest.mark.parametrize(("card", "words"), [("visa", "is charged once"), ("bank", "is under way")])
def test_what_was_paid_in_the_hosted_form_places_the_order(
    hosted: Shopper, world: World, card: str, words: str
) -> None:
    pay_in(world, frame_of(order_page(hosted)), card)

    page = confirm(hosted)

    assert state_of(page) == "placed"
    assertContains(page, words)
    assert len(world.ledger.orders()) == 1


def test_who_paid_and_closed_the_window_has_a_placed_order_too(hosted: Shopper, world: World) -> None:
    pay_in(world, frame_of(order_page(hosted)), "visa")

    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        resolve_due()

    assert hosted.attempt().state == State.PLACED


def test_a_card_declined_in_the_hosted_form_leaves_it_open(hosted: Shopper, world: World) -> None:
    pay_in(world, frame_of(order_page(hosted)), "declined")
    assert state_of(confirm(hosted)) == "payment"

    pay_in(world, frame_of(order_page(hosted)), "visa")

    assert state_of(confirm(hosted)) == "placed"
    assert paid(world) == ["73.00"]


def test_the_hosted_form_can_be_left_unless_it_was_paid_meanwhile(hosted: Shopper, world: World) -> None:
    leave = f"{hosted.attempt().get_absolute_url()}pay/another-way/"
    address = frame_of(order_page(hosted))
    hosted.post(leave)
    assert (hosted.attempt().step, hosted.attempt().state) == (Step.PAY, State.OPEN)
    hosted.pay("Card or bank")
    pay_in(world, address, "visa")

    hosted.post(leave)

    assert state_of(confirm(hosted)) == "placed"
    assert paid(world) == ["73.00"]


# -- another patient's answers -----------------------------------------------------------------------------------------

ANAS = {"patient": {"id": demo.ANA.id, "firstName": "Ana"}, "patientId": demo.ANA.id}
HER_GOODS = {"items": {"item": {"name": "Salve for Ana"}}}


@pytest.mark.parametrize("path", ["/cart/", "/checkout/payment/", "/checkout/review/"])
def test_another_patients_cart_is_never_shown(ready: Shopper, world: World, path: str) -> None:
    ready.choose("4242", BOULDER)
    world.faults.arm("patch", path="/billing/cart/*", method="GET", payload=HER_GOODS, times=1)
    assertContains(ready.get("/cart/"), "Salve for Ana")  # what an answer says is what is shown
    world.faults.arm("patch", path="/billing/cart/*", method="GET", payload=ANAS | HER_GOODS, times=None)

    page = ready.get(path)

    assert page.status_code in (200, 303, 404)
    assertNotContains(page, "Salve for Ana", status_code=page.status_code)
    world.faults.clear()
    assertNotContains(ready.get("/cart/"), "Salve for Ana")


def test_an_order_that_answers_with_another_patients_charge_is_in_question_and_never_paid(
    ready: Shopper, world: World
) -> None:
    world.faults.arm("patch", path="*/convert-to-charge", payload=ANAS, times=None)
    world.faults.arm("patch", path="/billing/charge/get/*", payload=ANAS, times=None)

    page = order_by(ready, "4242")

    assert (state_of(page), paid(world)) == ("unknown", [])
    assertNotContains(page, SUNSCREEN)


def test_another_patients_card_is_not_offered_and_not_charged(ready: Shopper, world: World) -> None:
    ready.choose("4242", BOULDER)
    form = ready.review_form()
    world.faults.arm("patch", path="/billing/payment/methods", payload={"patientId": demo.ANA.id}, times=None)

    assertNotContains(ready.get("/checkout/payment/"), "4242")
    ready.post("/checkout/payment/", {"payment_method": demo.DANA_VISA})
    ready.post("/checkout/review/", form)

    assert (world.ledger.orders(), paid(world)) == ([], [])


def test_another_patients_chart_does_not_fill_the_address_form(dana: Shopper, world: World) -> None:
    world.faults.arm(
        "patch", path="/user/patient/*", payload={"id": demo.ANA.id, "address": "1 Secret Lane"}, times=None
    )

    for path in ("/account/", "/checkout/details/"):
        page = dana.get(path)
        assertNotContains(page, "Secret Lane", status_code=page.status_code)
        assertNotContains(page, demo.ANA.last_name, status_code=page.status_code)


def test_other_patients_orders_and_carts_do_not_exist(ready: Shopper, world: World) -> None:
    order_by(ready, "4242")
    ana = signed_in("meadow", demo.ANA)

    assert ana.get(ready.attempt().get_absolute_url()).status_code == 404
    assert ana.post(f"{ready.attempt().get_absolute_url()}pay/", {"payment_method": demo.DANA_VISA}).status_code == 404
    assertNotContains(ana.get("/orders/"), ready.attempt().reference)
    assertNotContains(ana.get("/account/"), "4242")


# -- the shelf ---------------------------------------------------------------------------------------------------------


def test_prescriptions_are_not_on_the_shelf_and_cannot_be_bought(dana: Shopper, world: World) -> None:
    assertNotContains(dana.get("/"), TRETINOIN)
    assert dana.get("/products/item:item-tretinoin/").status_code == 404

    dana.post("/cart/add/", {"product": "item:item-tretinoin", "quantity": "1"})

    assertContains(dana.get("/cart/"), "There is nothing in it yet")


def test_a_prescription_that_got_into_a_cart_leaves_it_and_is_told(ready: Shopper, world: World) -> None:
    assertContains(ready.get("/cart/"), SUNSCREEN)
    at_item = world.upstreams["decoda"]._state.tenants[demo.TENANT].items["item-mineral-sunscreen"]  # type: ignore[attr-defined]
    at_item["type"] = "MEDICATION"

    assertContains(ready.get("/cart/"), f"{SUNSCREEN} is no longer available and was taken out")
    assertContains(ready.get("/cart/"), "There is nothing in it yet")


def test_a_clinic_may_sell_prescriptions_and_choose_its_categories(
    make_clinic: Callable[..., Clinic], world: World
) -> None:
    make_clinic("dunes", DECODA | {"allow_medication": True}, country="US", currency="USD")
    make_clinic("pantry", DECODA | {"categories": ["Wellness"]}, country="US", currency="USD")

    assertContains(Shopper("dunes.localhost").get("/"), TRETINOIN)
    pantry = Shopper("pantry.localhost").get("/")
    assertContains(pantry, SACHETS)
    assertNotContains(pantry, SUNSCREEN)


def test_what_is_left_is_told(dana: Shopper) -> None:
    assertContains(dana.get("/products/item:item-green-tea-cleanser/"), "Only 3 left")


# -- coupons -----------------------------------------------------------------------------------------------------------


def apply(shopper: Shopper, code: str) -> HttpResponse:
    return shopper.post("/cart/coupon/", {"code": code})


def staff_write(world: World, target: str, body: dict[str, Any]) -> dict[str, Any]:
    """A member of staff changes something in Decoda itself."""
    headers = [("API-KEY", demo.API_KEY), ("TENANT", demo.TENANT), ("Content-Type", "application/json")]
    request = Request.of("PUT", f"/decoda{target}", headers, json.dumps(body).encode(), UPSTREAMS)
    return json.loads(world.deliver(request, world.clock.sleep).response.data)  # type: ignore[no-any-return, unused-ignore]


def cart_of(shopper: Shopper, world: World) -> dict[str, Any]:
    reply: Any = at_decoda(world, "GET", f"/billing/cart/{shopper.browser.session['cart']['ref']}")
    return dict(reply)


def test_a_coupon_leaves_the_discount_that_staff_gave_a_line_and_the_page_says_why_it_is_cheaper(
    dana: Shopper, world: World
) -> None:
    dana.add(SERUM)
    dana.get("/cart/")
    cart = cart_of(dana, world)
    line = f"/billing/cart/{cart['id']}/items/{cart['items'][0]['id']}"
    staff_write(world, line, {"discountPercentage": 50, "notes": "loyal customer"})

    page = dana.get("/cart/")
    assertContains(page, "takes $34.00 off this item")
    assertNotContains(page, "loyal customer")
    apply(dana, "WELCOME10")

    [kept] = cart_of(dana, world)["items"]
    assert (kept["discountPercentage"], kept["totalPrice"], kept["notes"]) == (50.0, 3400, "loyal customer")
    assertContains(dana.get("/cart/"), "−$3.40")
    dana.post("/cart/coupon/remove/")
    [kept] = cart_of(dana, world)["items"]
    assert (kept["discountPercentage"], kept["totalPrice"]) == (50.0, 3400)


def test_notes_of_staff_outlive_a_coupon(ready: Shopper, world: World) -> None:
    cart = cart_of(ready, world)
    items = [{"itemId": line["itemId"], "quantity": line["quantity"]} for line in cart["items"]]
    note = "Allergic to lanolin: call before sending"
    staff_write(world, f"/billing/cart/{cart['id']}", {"patientId": demo.DANA.id, "items": items, "notes": note})

    apply(ready, "WELCOME10")
    assert cart_of(ready, world)["notes"] == f"{note}\ncoupon:WELCOME10"
    ready.post("/cart/coupon/remove/")
    assert cart_of(ready, world)["notes"] == note


def test_a_coupon_is_at_work_as_long_as_its_discount_stands(ready: Shopper, world: World) -> None:
    apply(ready, "ONCE")
    cart = cart_of(ready, world)
    items = [{"itemId": line["itemId"], "quantity": line["quantity"]} for line in cart["items"]]
    body = {"patientId": demo.DANA.id, "items": items, "notes": "called the patient, ok", "discountPercentage": 10}
    staff_write(world, f"/billing/cart/{cart['id']}", body)

    page = order_by(ready, "Visa")

    assert state_of(page) == "placed"
    assert OrderAttempt.objects.get().coupon == "ONCE"


def test_a_discount_that_staff_gave_to_the_cart_is_not_replaced_by_a_code(ready: Shopper, world: World) -> None:
    cart = cart_of(ready, world)
    items = [{"itemId": line["itemId"], "quantity": line["quantity"]} for line in cart["items"]]
    body = {"patientId": demo.DANA.id, "items": items, "discountPercentage": 40}
    staff_write(world, f"/billing/cart/{cart['id']}", body)

    reply = apply(ready, "WELCOME10")

    assertContains(reply, "This coupon cannot be combined with another one.", status_code=422)
    assert cart_of(ready, world)["discountPercentage"] == 40.0


def test_a_second_code_can_be_tried_and_a_refused_one_leaves_the_first(ready: Shopper) -> None:
    apply(ready, "WELCOME10")
    page = ready.get("/cart/")
    assertContains(page, 'name="code"')
    assertContains(page, "Try another code")

    refused = apply(ready, "NONSENSE")
    assertContains(refused, "This coupon cannot be used", status_code=422)
    assertContains(ready.get("/cart/"), "WELCOME10")
    assert ready.total() == "$65.70"

    apply(ready, "TAKE20")
    assert ready.total() == "$53.00"


@pytest.mark.parametrize(
    "pasted",
    ["welcome10", " WELCOME10 ", "“WELCOME10”", "WELCOME10.", "(WELCOME10)", "WEL\u200bCOME10", "ＷＥＬＣＯＭＥ10"],
)
def test_a_code_is_taken_as_people_paste_it(ready: Shopper, pasted: str) -> None:
    assert apply(ready, pasted).status_code == 303
    assert ready.total() == "$65.70"


def test_a_gift_of_any_amount_is_not_made_cheaper_unless_the_clinic_says_so(clinic: Clinic, dana: Shopper) -> None:
    dana.add("Clinic Gift Amount")
    dana.get("/cart/")
    assertContains(apply(dana, "WELCOME10"), "not for the items in your cart", status_code=422)

    clinic.coupons.filter(code="WELCOME10").update(gift_amounts=True)
    assert apply(dana, "WELCOME10").status_code == 303


def test_a_gift_that_comes_into_the_cart_takes_the_code_away_before_anything_is_ordered(ready: Shopper) -> None:
    apply(ready, "WELCOME10")
    ready.add("Clinic Gift Amount")
    ready.post("/checkout/details/", BOULDER)

    page = ready.get("/checkout/payment/")

    assertContains(page, "The coupon WELCOME10 is no longer valid.")


@pytest.mark.parametrize(("hour", "accepted"), [("2099-06-01T05:30", True), ("2099-06-01T06:30", False)])
def test_the_last_day_of_a_coupon_is_a_day_at_the_clinic(clinic: Clinic, hour: str, accepted: bool) -> None:
    clinic.time_zone = "America/Denver"  # six hours behind in summer
    clinic.save()
    with time_machine.travel(datetime.fromisoformat(f"{hour}:00+00:00"), tick=False):
        dana = signed_in("meadow", demo.DANA)
        dana.add(SUNSCREEN, 2)
        reply = apply(dana, "MAY")

    assert (reply.status_code == 303) is accepted


def test_who_is_second_at_a_code_with_one_use_is_asked_again_without_it(
    clinic: Clinic, ready: Shopper, world: World
) -> None:
    """The other order comes in between, after this one was checked and before it is claimed."""
    apply(ready, "FIRST")
    ready.post("/checkout/details/", BOULDER)
    ready.post("/checkout/payment/", {"payment_method": ready.choice("Visa", "/checkout/payment/")})
    form = ready.review_form()
    deliver = world.deliver
    others: list[OrderAttempt] = []

    def delivered(request: Request, sleep: Any) -> Any:
        if request.path.endswith("/credit/available") and not others:  # the last question before the claim
            mine = OrderAttempt.objects.get(pk=form["attempt"])
            others.append(
                OrderAttempt.objects.create(
                    clinic=clinic,
                    upstream="decoda",
                    cart_ref="cart-of-another",
                    patient_ref="pat-another",
                    coupon="FIRST",
                    fingerprint=mine.fingerprint,
                    shown_minor=100,
                    currency="USD",
                    state=State.SENT,
                    sent_at=timezone.now(),
                )
            )
        return deliver(request, sleep)

    world.deliver = delivered  # type: ignore[method-assign]
    reply = ready.post("/checkout/review/", form)

    assertContains(reply, "$65.70", status_code=409)
    assertContains(reply, "$73.00", status_code=409)
    assert world.ledger.orders() == []
    assert OrderAttempt.objects.get(pk=form["attempt"]).state == State.OPEN


def test_an_unpaid_order_keeps_a_code_from_others_for_an_hour(clinic: Clinic, ready: Shopper) -> None:
    apply(ready, "FIRST")
    order_by(ready, "Card or bank account")  # the hosted form waits
    ana = signed_in("meadow", demo.ANA)
    ana.add(SUNSCREEN, 2)
    ana.get("/cart/")
    assertContains(apply(ana, "FIRST"), "already been used", status_code=422)

    OrderAttempt.objects.update(sent_at=timezone.now() - timedelta(hours=2))

    assert apply(ana, "FIRST").status_code == 303


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2099-04-30", "not valid yet"),
        ("2099-05-01", ""),
        ("2099-05-31", ""),
        ("2099-06-01", "has expired"),
    ],
)
def test_a_coupon_holds_from_its_first_to_its_last_day(clinic: Clinic, day: str, words: str) -> None:
    with time_machine.travel(datetime.fromisoformat(f"{day}T12:00:00+00:00"), tick=False):
        dana = signed_in("meadow", demo.DANA)
        dana.add(SUNSCREEN, 2)
        reply = apply(dana, "may")

    if words:
        assertContains(reply, words, status_code=422)
    else:
        assert reply.status_code == 303


def test_a_coupon_of_an_amount_wants_its_minimum_and_falls_away_below_it(dana: Shopper) -> None:
    dana.add(SUNSCREEN, 1)
    assertContains(apply(dana, "TAKE20"), "below the minimum amount", status_code=422)
    dana.add(SUNSCREEN, 1)
    assert apply(dana, "TAKE20").status_code == 303
    assert "53.00" in dana.total()
    dana.choose("4242", BOULDER)

    dana.post(f"/cart/lines/{dana.lines()[SUNSCREEN]}/", {"quantity": "1"})

    page = dana.get("/checkout/review/")
    assertContains(page, "TAKE20 is no longer valid")
    assertContains(page, "$36.50")
    dana.place_order()
    assert dana.attempt().charged_minor == 3650


def test_a_coupon_for_once_is_for_one_order_of_each_patient(ready: Shopper) -> None:
    apply(ready, "ONCE")
    assert state_of(order_by(ready, "4242")) == "placed"

    ready.add(SUNSCREEN)
    assertContains(apply(ready, "ONCE"), "already been used", status_code=422)
    ana = signed_in("meadow", demo.ANA)
    ana.add(SUNSCREEN)
    assert apply(ana, "ONCE").status_code == 303


def test_a_coupon_with_one_use_is_used_up_by_whoever_orders_first(ready: Shopper) -> None:
    ana = signed_in("meadow", demo.ANA)
    ana.add(SUNSCREEN, 2)
    for shopper in (ana, ready):
        assert apply(shopper, "FIRST").status_code == 303
        shopper.get("/cart/")
    order_by(ready, "4242")

    ana.post("/checkout/details/", BOULDER)
    page = ana.get("/checkout/payment/")

    assertContains(page, "FIRST is no longer valid")
    assertContains(page, "$73.00")


def test_a_coupon_whose_order_waits_for_its_payment_is_used(ready: Shopper) -> None:
    apply(ready, "ONCE")
    order_by(ready, "0002")

    ready.add(SUNSCREEN)

    assertContains(apply(ready, "ONCE"), "already been used", status_code=422)


def test_a_code_works_at_its_own_clinic_only(dana: Shopper, make_clinic: Callable[..., Clinic]) -> None:
    other = make_clinic("dunes", DECODA, country="US", currency="USD")
    enrol(other, demo.DANA, "Dunes-2026!")
    shopper = signed_in("dunes", demo.DANA, "Dunes-2026!")
    shopper.add(SUNSCREEN)

    assert apply(shopper, "WELCOME10").status_code == 422


# -- two tenants -------------------------------------------------------------------------------------------------------


def test_nothing_crosses_between_two_clinics_whose_patients_have_the_same_id_and_address(
    ready: Shopper, world: World, make_clinic: Callable[..., Clinic]
) -> None:
    keys = {"tenant": demo.OTHER_TENANT, "api_key": demo.OTHER_API_KEY}
    solstice = make_clinic("solstice", DECODA | keys, country="US", currency="USD")
    other_dana = demo.OTHER_PATIENTS[1]
    assert (other_dana.id, other_dana.email) == (demo.DANA.id, demo.DANA.email)
    enrol(solstice, other_dana, "Solstice-2026!")
    order_by(ready, "0002")
    attempt = ready.attempt()
    before = len(world.ledger.calls)

    assert Shopper("solstice.localhost").sign_in(demo.DANA.email, "Meadow-2026!").status_code == 422
    same_cookies = Shopper("solstice.localhost")
    same_cookies.browser.cookies = deepcopy(ready.browser.cookies)
    assert same_cookies.get("/account/")["Location"].startswith("/login/")
    other = signed_in("solstice", other_dana, "Solstice-2026!")
    assert other.get(attempt.get_absolute_url()).status_code == 404
    assert other.post(f"{attempt.get_absolute_url()}pay/", {"payment_method": demo.DANA_VISA}).status_code == 404
    for page in (other.get("/"), other.get("/orders/"), other.get("/account/"), other.get("/cart/")):
        for word in (SUNSCREEN, "4242", demo.DANA.last_name, attempt.reference):
            assertNotContains(page, word)
    other.add("Peptide Mist")
    other.choose("Card or bank", BOULDER)
    other.place_order()
    assert OrderAttempt.objects.filter(clinic=solstice).get().patient_ref == attempt.patient_ref
    assert {call.tenant for call in world.ledger.calls[before:]} == {demo.OTHER_TENANT}
    assert ready.get("/account/")["Location"].startswith("/login/")  # its cookie had got around
    ready.sign_in(demo.DANA.email, "Meadow-2026!")
    assert state_of(ready.get(attempt.get_absolute_url())) == "payment"


# -- what is new or missing --------------------------------------------------------------------------------------------


def test_a_charge_that_cannot_be_paid_here_offers_no_button(ready: Shopper, world: World) -> None:
    order_by(ready, "Mastercard")
    [act] = world.ledger.orders()
    world.set_option("decoda", "charge_status", charge=act.ref, status="ON_HOLD")

    page = ready.get(ready.attempt().get_absolute_url())

    assertContains(page, "it cannot be paid here")
    assertNotContains(page, "Pay $73.00")
    assertNotContains(page, 'name="payment_method"')


def answered(world: World, method: str, path: str, change: Callable[[Any], Any]) -> None:
    """From now on the upstream answers this call with something else than it would."""
    deliver = world.deliver

    def delivered(request: Request, sleep: Any) -> Any:
        delivery = deliver(request, sleep)
        if request.method == method and request.path.endswith(path):
            response = delivery.response
            response.set_data(json.dumps(change(json.loads(response.data))))
        return delivery

    world.deliver = delivered  # type: ignore[method-assign]


@pytest.mark.parametrize(
    "change", [lambda cart: cart | {"items": None}, lambda cart: {}, lambda cart: cart | {"patient": None}]
)
def test_a_cart_that_cannot_be_read_is_not_an_empty_cart(ready: Shopper, world: World, change: Any) -> None:
    before = ready.browser.session["cart"]
    answered(world, "GET", f"/billing/cart/{before['ref']}", change)

    page = ready.get("/cart/")

    assert page.status_code == 503
    assertNotContains(page, "There is nothing in it yet", status_code=503)
    assert ready.browser.session["cart"]["ref"] == before["ref"]


@pytest.mark.parametrize("answer", [{}, {"detail": "no"}])
def test_the_lines_of_a_guest_wait_until_the_upstream_can_be_understood(
    clinic: Clinic, world: World, answer: dict[str, str]
) -> None:
    guest = Shopper("meadow.localhost")
    guest.add(SUNSCREEN, 2)
    deliver = world.deliver
    answered(world, "POST", "/billing/cart", lambda cart: answer)
    guest.sign_in(demo.DANA.email, "Meadow-2026!")

    assert guest.get("/cart/").status_code == 503
    assert guest.lines()

    world.deliver = deliver  # type: ignore[method-assign]
    page = guest.get("/cart/")
    assertContains(page, SUNSCREEN)
    assertNotContains(page, "no longer sold")


def test_a_guests_cart_is_not_thrown_away_because_the_upstream_refused_to_make_it(clinic: Clinic, world: World) -> None:
    guest = Shopper("meadow.localhost")
    guest.add(SUNSCREEN, 2)
    guest.sign_in(demo.DANA.email, "Meadow-2026!")
    world.faults.arm("status", path="*/billing/cart", method="POST", status=400, times=None)

    page = guest.get("/cart/")

    assertNotContains(page, "no longer sold", status_code=page.status_code)
    assert guest.lines()


# -- card fees ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def erin(make_clinic: Callable[..., Clinic], world: World) -> Shopper:
    """At a clinic that passes card fees on, with a saved Visa and 41.34 to pay."""
    other = DECODA | {"tenant": demo.OTHER_TENANT, "api_key": demo.OTHER_API_KEY}
    enrol(make_clinic("solstice", other, country="US", currency="USD"), demo.OTHER_PATIENTS[0], "Meadow-2026!")
    shopper = signed_in("solstice", demo.OTHER_PATIENTS[0])
    shopper.add("Peptide Mist")
    shopper.get("/cart/")
    return shopper


FEE = "the clinic adds a card fee of up to $1.24"


def test_a_card_fee_is_told_before_it_is_taken_and_shown_afterwards(erin: Shopper, world: World) -> None:
    erin.post("/checkout/details/", BOULDER)
    assertContains(erin.get("/checkout/payment/"), FEE)
    erin.post("/checkout/payment/", {"payment_method": erin.choice("Visa", "/checkout/payment/")})
    assertContains(erin.get("/checkout/review/"), FEE)

    page = erin.get(erin.place_order()["Location"])

    assert state_of(page) == "placed"
    assert paid(world) == ["42.58"]
    assertContains(page, "Card fee")
    assertContains(page, "$1.24")
    assert erin.attempt().placed_orders.get().fee_minor == 124


def test_what_the_hosted_form_took_on_top_is_shown(erin: Shopper, world: World) -> None:
    page = order_by(erin, "Card or bank account")
    pay_in(world, frame_of(page), "visa")
    erin.post(f"{erin.attempt().get_absolute_url()}confirm/")

    page = erin.get(erin.attempt().get_absolute_url())

    assert paid(world) == ["42.58"]
    assertContains(page, "$1.24")


def test_a_patient_who_is_spared_is_told_of_no_fee_and_pays_none(erin: Shopper, world: World) -> None:
    headers = [("API-KEY", demo.OTHER_API_KEY), ("TENANT", demo.OTHER_TENANT), ("Content-Type", "application/json")]
    target = f"/decoda/user/patient/{demo.OTHER_PATIENTS[0].id}"
    world.deliver(Request.of("PUT", target, headers, b'{"surchargeDisabled": true}', UPSTREAMS), world.clock.sleep)

    page = order_by(erin, "Visa")

    assertNotContains(page, "Card fee")
    assert paid(world) == ["41.34"]


def test_a_fee_that_rose_meanwhile_is_asked_about(erin: Shopper, world: World) -> None:
    erin.post("/checkout/details/", BOULDER)
    erin.post("/checkout/payment/", {"payment_method": erin.choice("Visa", "/checkout/payment/")})
    form = erin.review_form()
    answered(world, "POST", "/billing/embed-payment/pat-erin", lambda config: config | {"fee": 999})

    reply = erin.post("/checkout/review/", form)

    assertContains(reply, "$9.99", status_code=409)
    assert world.ledger.orders() == []


# -- facts of the goods ------------------------------------------------------------------------------------------------


def test_what_is_sold_in_units_is_told_in_units(dana: Shopper, world: World) -> None:
    world.set_option("decoda", "unit", item="item-mineral-sunscreen", unit="WRINKLE_UNITS")
    dana.add(SUNSCREEN, 20)

    assertContains(dana.get("/cart/"), "20 units")
    page = order_by(dana, "Visa")
    assertContains(page, "20 units <span")


def test_what_a_package_holds_is_told_wherever_it_stands(dana: Shopper, world: World) -> None:
    ref = dana.product_refs()["Glow Séries: three facials and a serum"]
    holds = "3 × <span>Hydrating Facial, 45 minutes</span>"
    product = dana.get(f"/products/{ref}/")
    dana.add("Glow Séries: three facials and a serum")
    cart = dana.get("/cart/")
    choice = {"payment_method": dana.choice("Visa", "/checkout/payment/")}
    dana.post("/checkout/payment/", choice)
    order = dana.get(dana.place_order()["Location"])

    for page in (product, cart, order):
        text = re.sub(r"<span[^>]*>", "<span>", page.content.decode())
        assert holds in text


def test_what_is_sold_out_says_so_on_the_shelf(clinic: Clinic, world: World) -> None:
    world.set_option("decoda", "stock", item="item-mineral-sunscreen", left=0)
    guest = Shopper("meadow.localhost")

    shelf = guest.get("/").content.decode()
    card = next(card for card in shelf.split('<li class="card">') if SUNSCREEN in card)

    assert "Sold out" in card
    assert "Add to cart" not in card


def test_a_location_and_a_creator_of_the_clinics_go_along(make_clinic: Callable[..., Clinic], world: World) -> None:
    named = DECODA | {"location": "loc-second", "creator": demo.CREATOR}
    enrol(make_clinic("meadow", named, country="US", currency="USD"), demo.DANA, "Meadow-2026!")
    dana = signed_in("meadow", demo.DANA)
    dana.add(SUNSCREEN, 2)
    dana.get("/cart/")
    assert cart_of(dana, world)["creator"]["id"] == demo.CREATOR

    order_by(dana, "Visa")

    reply: Any = at_decoda(world, "GET", f"/billing/charge/list?patient_id={demo.DANA.id}")
    assert [charge["locationId"] for charge in reply] == ["loc-second"]
