"""The address that a patient types is the one that the clinic gets, and the one that is shown afterwards."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import OrderAttempt
from checkout.retention import forget_patients
from sandbox.decoda import demo
from storefront.clinics.models import Clinic
from tests.houses import HOUSES
from tests.staff.people import clinic_staff
from tests.world import Shopper, World

MEADOW = next(house for house in HOUSES if house.slug == "meadow")
SUMMIT = next(house for house in HOUSES if house.slug == "summit")
HARBOUR = next(house for house in HOUSES if house.slug == "harbour")
GIFT = {
    "address1": "99 Elsewhere Road",
    "address2": "Unit 7",
    "city": "Denver",
    "province": "CO",
    "postal_code": "80203",
    "country": "US",
    "given_name": "Anna Maria",
    "family_name": "van der Berg",
    "company": "Berg & Co.",
    "phone": "(303) 555-0199",
    "instructions": "Leave it in the porch",
}
SUNSCREEN = "Mineral Sunscreen SPF 50"
FACIAL = "Hydrating Facial, 45 minutes"


class Bodies:
    """What the upstream was sent, by method and path."""

    def __init__(self, world: World) -> None:
        self.seen: list[tuple[str, Any]] = []
        deliver = world.deliver

        def delivered(request: Any, sleep: Any) -> Any:
            if body := request.get_data():
                self.seen.append((f"{request.method} {request.path}", body))
            return deliver(request, sleep)

        world.deliver = delivered  # type: ignore[method-assign]

    def of(self, end: str) -> list[Any]:
        return [json.loads(body) for path, body in self.seen if path.endswith(end)]


@pytest.fixture
def dana(meadow: Clinic, world: World) -> Shopper:
    shopper = Shopper("meadow.localhost")
    shopper.sign_in(MEADOW.email, MEADOW.password)
    return shopper


def pay(shopper: Shopper, method: str = "Visa") -> Any:
    choice = {"payment_method": shopper.choice(method, "/checkout/payment/")}
    assert shopper.post("/checkout/payment/", choice).status_code == 303
    return shopper.get(shopper.place_order()["Location"])


# -- Decoda ------------------------------------------------------------------------------------------------------------


def test_the_whole_address_reaches_the_clinic_before_money_moves(dana: Shopper, world: World) -> None:
    dana.add(SUNSCREEN)
    dana.post("/checkout/details/", GIFT)
    bodies = Bodies(world)

    page = pay(dana)

    [conversion] = bodies.of("/convert-to-charge")
    for part in (
        "Anna Maria van der Berg",
        "Berg & Co.",
        "99 Elsewhere Road, Unit 7",
        "Denver CO 80203",
        "+13035550199",
    ):
        assert part in conversion["description"]
    assert conversion["description"].endswith("Instructions: Leave it in the porch")
    paths = [path for path, _body in bodies.seen]
    converted = next(i for i, path in enumerate(paths) if path.endswith("/convert-to-charge"))
    assert not any("charge-card" in path for path in paths[:converted])
    for part in ("Anna Maria van der Berg", "99 Elsewhere Road", "Unit 7", "(303) 555-0199", "Leave it in the porch"):
        assertContains(page, part)


def test_the_patients_own_address_changes_only_if_the_patient_says_so(dana: Shopper, world: World) -> None:
    dana.add(SUNSCREEN)
    assertContains(dana.get("/checkout/details/"), "Save this as my own address at the clinic")
    dana.post("/checkout/details/", GIFT)
    bodies = Bodies(world)
    pay(dana)
    assert bodies.of(f"/user/patient/{demo.DANA.id}") == []

    dana.add(SUNSCREEN)
    dana.post("/checkout/details/", GIFT | {"save_address": "on"})
    pay(dana)

    assert bodies.of(f"/user/patient/{demo.DANA.id}") == [
        {
            "address": "99 Elsewhere Road",
            "addressLineTwo": "Unit 7",
            "city": "Denver",
            "state": "CO",
            "zipCode": "80203",
            "country": "US",
        }
    ]


def test_an_order_is_placed_although_the_address_could_not_be_kept(dana: Shopper, world: World) -> None:
    dana.add(SUNSCREEN)
    dana.post("/checkout/details/", GIFT | {"save_address": "on"})
    world.faults.arm("error_before", path="*/user/patient/*", method="PUT", times=None, status=503)

    page = pay(dana)

    assertContains(page, "Thank you. Your order is placed.")


def test_without_a_name_it_goes_to_the_patient(dana: Shopper, world: World) -> None:
    dana.add(SUNSCREEN)
    dana.post("/checkout/details/", {name: GIFT[name] for name in list(GIFT)[:6]})
    bodies = Bodies(world)
    pay(dana)

    assert (
        f"Send to: {demo.DANA.first_name} {demo.DANA.last_name}, 99"
        in bodies.of("/convert-to-charge")[0]["description"]
    )


def test_what_is_not_sent_needs_no_address(dana: Shopper, world: World) -> None:
    dana.add(FACIAL)

    assert dana.get("/checkout/")["Location"] == "/checkout/payment/"
    assert dana.get("/checkout/details/")["Location"] == "/checkout/payment/"
    assertContains(dana.get("/checkout/payment/"), "Step 1 of 2")
    bodies = Bodies(world)
    page = pay(dana)

    assertContains(page, "Thank you. Your order is placed.")
    assertNotContains(page, "Delivery address")
    assert "Send to" not in bodies.of("/convert-to-charge")[0]["description"]


def test_an_item_that_is_sent_asks_for_the_address_after_all(dana: Shopper) -> None:
    dana.add(FACIAL)
    choice = {"payment_method": dana.choice("Visa", "/checkout/payment/")}
    dana.post("/checkout/payment/", choice)
    assert dana.get("/checkout/review/").status_code == 200

    dana.add(SUNSCREEN)

    assert dana.get("/checkout/review/")["Location"] == "/checkout/details/"


def test_staff_see_where_it_goes_until_the_patient_is_forgotten(dana: Shopper, meadow: Clinic) -> None:
    dana.add(SUNSCREEN)
    dana.post("/checkout/details/", GIFT)
    pay(dana)
    attempt = OrderAttempt.objects.get()
    staff: Client = clinic_staff(meadow)
    page = staff.get(f"/admin/checkout/orderattempt/{attempt.pk}/change/")
    for part in ("Anna Maria van der Berg", "Unit 7", "+13035550199", "Leave it in the porch"):
        assertContains(page, part)
    assert "Elsewhere" not in attempt.delivery

    forget_patients(timezone.now())

    attempt.refresh_from_db()
    assert (attempt.delivery, attempt.address) == ("", None)


# -- CarePortals and Elastic Path --------------------------------------------------------------------------------------


def test_at_careportals_an_address_is_kept_only_if_that_was_asked_for(shopper: Shopper, world: World) -> None:
    shopper.add(HARBOUR.product)
    shopper.sign_in()
    bodies = Bodies(world)
    shopper.choose("4242")
    shopper.place_order()
    assert bodies.of("/finalize")[0]["isNewShippingAddress"] is False

    shopper.add(HARBOUR.product)
    other = {"address1": "99 Elsewhere Road", "city": "Halifax", "province": "NS", "postal_code": "B3H 4R2"}
    shopper.post("/checkout/details/", other | {"country": "CA", "address2": "Suite 100", "save_address": "on"})
    page = pay(shopper, "4242")

    [_first, sent] = bodies.of("/finalize")
    assert sent["isNewShippingAddress"] is True
    assertContains(page, "Suite 100")
    assertContains(shopper.get(shopper.attempt().get_absolute_url()), "Suite 100")


def test_at_elastic_path_names_phone_company_county_and_instructions_are_sent(summit: Clinic, world: World) -> None:
    shopper = Shopper("summit.localhost")
    shopper.add(SUMMIT.product)
    shopper.sign_in(SUMMIT.email, SUMMIT.password)
    bodies = Bodies(world)
    shopper.post("/checkout/details/", GIFT | {"county": "Denver County"})
    page = pay(shopper, "Invoice")

    [sent] = bodies.of("/checkout")
    shipping = sent["data"]["shipping_address"]
    assert (shipping["first_name"], shipping["last_name"]) == ("Anna Maria", "van der Berg")
    assert (shipping["phone_number"], shipping["company_name"]) == ("+13035550199", "Berg & Co.")
    assert (shipping["county"], shipping["region"]) == ("Denver County", "CO")
    assert shipping["instructions"] == "Leave it in the porch"
    assertContains(page, "Leave it in the porch")


def test_a_billing_address_says_why_it_is_asked_for(summit: Clinic, world: World) -> None:
    shopper = Shopper("summit.localhost")
    shopper.add("Back to Running, 12-week program")
    shopper.sign_in(SUMMIT.email, SUMMIT.password)

    page = shopper.get("/checkout/details/")

    assertContains(page, "What is your billing address?")
    assertContains(page, "Nothing in this order is sent by post.")
    assertNotContains(page, 'name="instructions"')


def test_a_part_that_the_upstream_needs_is_asked_for_in_every_country(summit: Clinic, world: World) -> None:
    shopper = Shopper("summit.localhost")
    shopper.add(SUMMIT.product)
    shopper.sign_in(SUMMIT.email, SUMMIT.password)

    page = shopper.post("/checkout/details/", GIFT | {"country": "PA", "province": "", "postal_code": ""})

    assertContains(page, "Postal code: fill this in.", status_code=422)
