"""A whole journey at a Decoda clinic, and what must not be found afterwards: in pages, log lines and database rows.

Decoda's ordinary answers contain what only staff may see. The sandbox plants words there; whoever reads one has a leak.
"""

from __future__ import annotations

import io
import logging.config
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as configured
from django.core import mail
from django.http import HttpResponse
from django.utils import timezone

from checkout.models import OrderAttempt, State
from checkout.orders.lookups import resolve_due
from sandbox.decoda import canaries, demo
from storefront.clinics.models import Clinic
from tests.checkout.test_decoda_clinic import SERUM, SUNSCREEN, frame_of, pay_in
from tests.houses import US_ADDRESS as BOULDER
from tests.world import NEW_PATIENT, Shopper, World

DANA, ZOE = demo.DANA, NEW_PATIENT | {"email": "zoe@meadow.example", "phone": "303 555 0123", "province": "CO"}
STAFF_ONLY = (*canaries.WORDS, "76,543.21")
SECRETS = (demo.API_KEY, "Meadow-2026!", ZOE["password"])
PEOPLE = (
    *(DANA.email, DANA.last_name, DANA.phone, DANA.birth_date),
    *(ZOE["email"], "Dùbois", "3035550123", "1990-02-07"),
    BOULDER["address1"],
)
GOODS = (SUNSCREEN, SERUM, "Glow Séries", "Your glow plan", demo.DANA_VISA)  # long enough to be in no id by chance


class Reader(Shopper):
    """A shopper who keeps every page and every address that came back."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.seen: list[str] = []

    def get(self, path: str, headers: Mapping[str, str] | None = None, **data: str) -> HttpResponse:
        return self._kept(super().get(path, headers, **data))

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> HttpResponse:
        return self._kept(super().post(path, data, headers))

    def _kept(self, reply: HttpResponse) -> HttpResponse:
        self.seen.append(f"{dict(reply.headers)}\n{reply.content.decode()}")
        return reply


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is written to the log, by anybody, in the form that leaves the process."""
    stream, config = io.StringIO(), configured.LOGGING
    logging.config.dictConfig(config | {"handlers": {"stderr": config["handlers"]["stderr"] | {"stream": stream}}})
    yield stream
    logging.config.dictConfig(config)


@pytest.fixture
def journey(meadow: Clinic, world: World) -> list[str]:
    """Sign-up, refusals, a lost answer, a declined card, the hosted form, a quote, an outage: all that was seen."""
    dana, zoe = Reader("meadow.localhost"), Reader("meadow.localhost")
    dana.add(SUNSCREEN, 2)
    dana.add(SERUM)
    zoe.post("/signup/", ZOE)
    for ref in dana.product_refs().values():
        dana.get(f"/products/{ref}/")
    dana.post("/login/", {"email": DANA.email, "password": "wrong"})
    dana.sign_in(DANA.email, "Meadow-2026!")
    for path in ("/cart/", "/account/", "/orders/", "/quotes/", f"/quotes/{demo.DANA_QUOTE}/", "/checkout/details/"):
        dana.get(path)
    for code in ("EXPIRED", "WELCOME10"):
        dana.post("/cart/coupon/", {"code": code})
    dana.choose("0002", BOULDER)
    world.faults.arm("reset_after", path="*/convert-to-charge", method="POST")
    dana.place_order()
    _resolve()
    page = dana.get(dana.attempt().get_absolute_url())
    assert "To pay" in page.content.decode()
    dana.pay("0002")
    dana.pay("4242")
    assert dana.attempt().state == State.PLACED
    _order_in_the_hosted_form(dana, world)
    world.faults.arm("patch", path="/billing/cart/*", payload={"total": "nonsense"}, times=None)
    dana.add(SUNSCREEN)
    world.faults.clear()
    world.down()
    for path in ("/cart/", "/account/", "/orders/", dana.attempt().get_absolute_url()):
        dana.get(path)
    return dana.seen + zoe.seen


def _resolve() -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=False):
        resolve_due()


def _order_in_the_hosted_form(dana: Shopper, world: World) -> None:
    dana.add(SERUM)
    dana.choose("Card or bank", BOULDER)
    page = dana.get(dana.place_order()["Location"])
    pay_in(world, frame_of(page), "visa")
    dana.post(f"{dana.attempt().get_absolute_url()}confirm/")
    assert OrderAttempt.objects.filter(state=State.PLACED).count() == 2


def found(words: tuple[str, ...], text: str) -> list[str]:
    return [word for word in words if word in text]


def rows() -> str:
    return "\n".join(str(row) for model in apps.get_models() for row in model._default_manager.values())


def test_what_is_for_staff_only_never_reaches_a_page_a_log_line_or_the_database(
    log: io.StringIO, journey: list[str]
) -> None:
    words = (*STAFF_ONLY, *SECRETS)

    assert len(journey) > 40
    assert any("Your glow plan" in page for page in journey)
    assert not [(word, page[:300]) for page in journey for word in found(words, page)]
    assert found(words, rows()) == []
    assert found(words, log.getvalue()) == []
    assert not [letter.subject for letter in mail.outbox if found(words, f"{letter.subject} {letter.body}")]


def test_people_and_what_they_buy_are_in_no_log_line_and_no_readable_row(log: io.StringIO, journey: list[str]) -> None:
    told, kept = log.getvalue(), rows()

    assert told.count("\n") > 100
    assert '"upstream_failed"' in told
    assert found((*PEOPLE, *GOODS, DANA.id), told) == []
    assert found((*PEOPLE, *GOODS), kept) == []


def test_what_a_lost_order_needs_for_its_look_up_is_sealed_while_it_waits(
    meadow: Clinic, world: World, log: io.StringIO
) -> None:
    dana = Reader("meadow.localhost")
    dana.sign_in(DANA.email, "Meadow-2026!")
    dana.add(SUNSCREEN)
    dana.choose("4242", BOULDER)
    world.faults.arm("reset_after", path="*/convert-to-charge", method="POST")

    dana.place_order()

    assert dana.attempt().sealed_away()["request"]["address"]["address1"] == BOULDER["address1"]
    assert found((*PEOPLE, *GOODS, *SECRETS), rows()) == []


@pytest.mark.parametrize("path", ["/", "/cart/", "/checkout/payment/", "/checkout/review/", "/orders/", "/account/"])
def test_no_other_patient_is_on_a_page(
    meadow: Clinic, world: World, make_clinic: Callable[..., Clinic], path: str
) -> None:
    dana = Reader("meadow.localhost")
    dana.sign_in(DANA.email, "Meadow-2026!")
    dana.add(SUNSCREEN)
    dana.choose("4242", BOULDER)

    page = dana.get(path).content.decode()

    others = [patient for patient in (*demo.PATIENTS, *demo.OTHER_PATIENTS) if patient is not DANA]
    names = {word for patient in others for word in (patient.last_name, patient.phone, patient.id)} - {DANA.id}
    assert found(tuple(names), page) == []
