"""A patient downloads what the shop holds, and has it erased but for what must be kept."""

from __future__ import annotations

import json
from typing import Any

from checkout.models import OrderAttempt, State
from sandbox.decoda import demo
from storefront.clinics.models import Clinic
from storefront.local_accounts.models import AccountEvent, LocalAccount
from storefront.mail.models import OutgoingEmail
from storefront.patients import data
from storefront.patients.models import Consent
from tests.patients.conftest import PASSWORD
from tests.world import Shopper, World


def downloaded(shopper: Shopper) -> dict[str, Any]:
    reply = shopper.get("/account/data/download/")
    assert reply["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert "no-store" in reply["Cache-Control"]
    return dict(json.loads(reply.content))


def erase(shopper: Shopper, password: str = PASSWORD, **more: str) -> Any:
    return shopper.post("/account/data/", {"password": password, "sure": "on"} | more)


def test_the_download_has_all_that_is_held(dana: Shopper) -> None:
    told = downloaded(dana)

    assert told["clinic"] == "Meadow Health"
    assert told["account"]["email"] == demo.DANA.email
    assert told["consents"][0]["words"] == "Write to me"
    (order,) = told["orders"]
    assert (order["reference"], order["written_to"]["email"]) == (dana.attempt().reference, demo.DANA.email)
    assert any(order["reference"] in (email["text"] or "") for email in told["emails"])
    assert PASSWORD not in json.dumps(told)


def test_nothing_of_another_patient_is_in_it(dana: Shopper, world: World) -> None:
    """Nor does an erasure touch them."""
    other = Shopper("meadow.localhost")
    other.post("/signup/", demo_sign_up())
    told = json.dumps(downloaded(other))

    assert dana.attempt().reference not in told
    assert demo.DANA.email not in told
    erase(other, "Brave-Kelp-77-Tide!")
    assert dana.get("/account/").status_code == 200


def demo_sign_up() -> dict[str, str]:
    return {
        "given_name": "Zoë",
        "family_name": "Núñez",
        "email": "zoe@meadow.example",
        "phone": "303 555 0123",
        "bday_year": "1990",
        "bday_month": "2",
        "bday_day": "7",
        "password": "Brave-Kelp-77-Tide!",
    }


def test_an_erasure_leaves_only_what_must_be_kept(dana: Shopper, meadow: Clinic) -> None:
    second = Shopper("meadow.localhost")
    second.sign_in(demo.DANA.email, PASSWORD)

    assert erase(dana)["Location"] == "/"

    assert dana.get("/account/").status_code == 303
    assert second.get("/account/").status_code == 303
    assert second.sign_in(demo.DANA.email, PASSWORD).status_code == 422
    assert not LocalAccount.objects.exists()
    attempt = OrderAttempt.objects.get()
    assert (attempt.state, attempt.patient_ref, attempt.email_digest, attempt.contact()) == (State.PLACED, "", "", None)
    assert not OutgoingEmail.objects.filter(kind="order_placed").exists()
    assert AccountEvent.objects.filter(kind="erased").count() == 1
    assert Consent.objects.count() == 1


def test_at_an_upstream_that_keeps_the_accounts_our_own_data_go(shopper: Shopper, harbour: Clinic) -> None:
    shopper.add("Calm Evening Magnesium")
    shopper.sign_in()
    shopper.choose("4242")
    shopper.place_order()

    assert downloaded(shopper)["account"] is None
    assert erase(shopper, "Harbour-2026!")["Location"] == "/"

    assert OrderAttempt.objects.get().patient_ref == ""
    assert shopper.sign_in()["Location"] == "/cart/"


def test_the_same_patient_id_at_another_clinic_is_somebody_else(harbour: Clinic, meadow: Clinic) -> None:
    for clinic in (harbour, meadow):
        OrderAttempt.objects.create(
            clinic=clinic, upstream="x", cart_ref="1", patient_ref="p", shown_minor=1, currency="CAD"
        )

    data.erase(data.Subject(harbour, "p"))

    assert [each.patient_ref for each in OrderAttempt.objects.order_by("clinic__slug")] == ["", "p"]
