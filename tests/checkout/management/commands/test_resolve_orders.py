"""`resolve_orders` looks up what is due, and its loop outlives the troubles of others."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from checkout.management.commands import resolve_orders
from checkout.models import OrderAttempt, State
from checkout.orders.lookups import resolve_due
from storefront.clinics.models import Clinic
from tests.checkout.harbour import FINALIZE
from tests.houses import HOUSES, go_to_the_button
from tests.world import CAREPORTALS, Shopper, World

LATER = timedelta(seconds=10)


def test_a_clinic_that_is_set_up_wrongly_holds_up_nobody_elses_orders(
    harbour: Clinic, make_clinic: Callable[..., Clinic], world: World
) -> None:
    broken = make_clinic("broken")
    for slug in ("broken", "harbour"):
        shopper = go_to_the_button(Shopper(f"{slug}.localhost"), HOUSES[0])
        form = shopper.review_form()
        world.faults.arm("reset_after", path="*/finalize", times=1)
        shopper.post("/checkout/review/", form)
    broken.set_commerce(CAREPORTALS | {"patient_api": "ftp://nowhere.example"})
    broken.save()

    assert resolve_due(timezone.now() + LATER) == 2

    states = {attempt.clinic.slug: attempt.state for attempt in OrderAttempt.objects.all()}
    assert states == {"broken": State.UNKNOWN, "harbour": State.PLACED}


def test_it_says_how_many_it_looked_up(ana: Shopper, world: World, capsys: pytest.CaptureFixture[str]) -> None:
    form = ana.review_form()
    world.faults.arm("reset_after", path=FINALIZE, times=1)
    ana.post("/checkout/review/", form)

    with time_machine.travel(timezone.now() + LATER, tick=False):
        call_command("resolve_orders")
        call_command("resolve_orders")

    assert capsys.readouterr().out.splitlines()[-2:] == ["looked up 1", "looked up 0"]
    assert ana.attempt().state == State.PLACED


@pytest.mark.django_db
def test_the_loop_goes_on_when_the_database_was_away(monkeypatch: pytest.MonkeyPatch) -> None:
    passes: list[str] = []

    class Enough(Exception):
        pass

    def resolve() -> int:
        passes.append("pass")
        if len(passes) == 2:
            raise OperationalError
        if len(passes) == 4:
            raise Enough
        return 0

    monkeypatch.setattr(resolve_orders, "resolve_due", resolve)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    with pytest.raises(Enough):
        call_command("resolve_orders", loop=True)
