"""What a page adds to the statistics: noted while it is made, written when it is done.

So nothing here runs inside a transaction of the shop, and a count that cannot be written breaks no page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db import Error, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language

from storefront.clinics.models import Clinic
from storefront.statistics.counters import add
from storefront.statistics.health import RECORDER
from storefront.statistics.models import Device, FunnelStep, Kind, ShownError, StepCount
from storefront.statistics.user_agents import device_of, is_robot
from storefront.upstream.errors import UpstreamError
from storefront.web.request import ShopRequest

log = logging.getLogger(__name__)

COUNTED = "counted"  # the session's day and furthest step so far; only this module spells this key
STEPS = list(FunnelStep)


@dataclass(slots=True)
class Visit:
    clinic_id: int
    sandbox: bool
    device: Device = Device.OTHER
    language: str = ""
    steps: list[FunnelStep] = field(default_factory=list)
    shown: list[tuple[Kind, str]] = field(default_factory=list)
    wrong_fields: list[str] = field(default_factory=list)


_visit: ContextVar[Visit | None] = ContextVar("visit", default=None)


class VisitMiddleware:
    """Comes after the host and the language are known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        visit = _begin(request)
        token = _visit.set(visit)
        try:
            response = self.get_response(request)
        finally:
            _visit.reset(token)
        if visit:
            status = getattr(response, "kept_status", response.status_code)
            if status >= 400:  # else the form was only tried, and nobody was shown what is wrong with it
                visit.shown += [(Kind.FIELD, code) for code in visit.wrong_fields]
            _write(visit)
        RECORDER.flush_when_due()
        return response


def reached(request: ShopRequest, step: FunnelStep) -> None:
    """Count this step and those before it, each once per session, cart and day: not reloads, nor the back button."""
    visit = _visit.get()
    if visit is None:
        return
    today = timezone.now().date().isoformat()
    day, furthest = request.session.get(COUNTED) or ("", -1)
    first, last = (furthest + 1 if day == today else 0), STEPS.index(step)
    if first <= last:
        visit.steps += STEPS[first : last + 1]
        request.session[COUNTED] = [today, last]


def start_anew(session: SessionBase) -> None:
    """What is put into a cart from now on is another purchase."""
    session.pop(COUNTED, None)


def placed(clinic: Clinic) -> None:
    """An order is certain. Counted when the transaction that says so is through, whoever found it out."""
    transaction.on_commit(partial(_placed, clinic.pk, clinic.is_sandbox), robust=True)


def shown(kind: Kind, code: str) -> None:
    """The patient of this request is being told something unwelcome; ``code`` is a word of ours."""
    if visit := _visit.get():
        visit.shown.append((kind, code))


def shown_trouble(error: UpstreamError) -> None:
    """The patient is being told that an upstream did not help."""
    shown(Kind.TROUBLE, type(error).__name__)


def shown_coupon(reason: str) -> None:
    """The patient is being told why a coupon does not work."""
    shown(Kind.COUPON, reason)


def count_wrong_field(sender: type, field: str, error: ValidationError, **kwargs: Any) -> None:
    """Counted once the page that shows it is there. An error without a code has been counted as another kind."""
    if visit := _visit.get():
        codes = [getattr(single, "code", None) for single in getattr(error, "error_list", [error])]
        visit.wrong_fields += [f"{sender.__name__}.{field}.{code}" for code in codes if code]


def _begin(request: HttpRequest) -> Visit | None:
    clinic: Clinic | None = getattr(request, "clinic", None)
    if clinic is None or is_robot(request):
        return None
    return Visit(clinic.pk, clinic.is_sandbox, device_of(request), (get_language() or "").partition("-")[0])


def _placed(clinic_id: int, sandbox: bool) -> None:
    visit = _visit.get()
    if visit and visit.clinic_id == clinic_id:
        visit.steps.append(FunnelStep.PLACED)
    else:  # found by a status check without the patient: what the order was made with is not known here
        _write(Visit(clinic_id, sandbox, steps=[FunnelStep.PLACED]))


def _write(visit: Visit) -> None:
    """A statement each, none in a transaction with another: two pages never wait for each other in a circle."""
    where = {
        "clinic": visit.clinic_id,
        "day": timezone.now().date(),
        "language": visit.language,
        "sandbox": visit.sandbox,
    }
    try:
        for step in visit.steps:
            add(StepCount, {**where, "step": step, "device": visit.device}, {"count": 1}, {})
        for kind, code in visit.shown:
            add(ShownError, {**where, "kind": kind, "code": code[:80]}, {"count": 1}, {})
    except Error as error:
        log.warning("statistics_not_written", extra={"error_class": type(error).__name__})
