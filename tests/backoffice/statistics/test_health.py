"""Upstreams that fail are counted on the first page of staff."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storefront.backoffice.statistics.health import upstreams_failing
from storefront.clinics.models import Clinic
from storefront.statistics.health import Recorder
from storefront.upstream.observer import ObservedCall

pytestmark = pytest.mark.django_db


def observed(outcome: str = "ok", ms: int = 100, status: int = 200) -> ObservedCall:
    return ObservedCall("GET", "/carts/{cart}", status, ms, "c" * 32, outcome, "careportals")


def test_another_clinics_upstream_is_not_in_it(make_clinic: Callable[..., Clinic], harbour: Clinic) -> None:
    meadow = make_clinic("borealis")
    recorder = Recorder()
    for _ in range(10):
        recorder.record(meadow.pk, observed("OutcomeUnknown"))
    recorder.flush()

    assert [item.count for item in upstreams_failing(Clinic.objects.filter(pk=harbour.pk))] == [0]
