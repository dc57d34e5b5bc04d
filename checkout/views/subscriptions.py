"""What renews: seen, paused, resumed, moved and cancelled. Each change says what it does before it is made.

Where the upstream does not let a patient do it, the clinic is asked in one press.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from checkout.mail import orders as emails
from checkout.models import ClinicRequest
from checkout.orders import clinic_requests
from checkout.steps.renewal_forms import NextDateForm
from checkout.words import requests as request_words
from checkout.words import subscriptions as words
from storefront.commerce import commerce_for
from storefront.failure_words import note_for
from storefront.patients.decorators import patient_required
from storefront.upstream.errors import Busy, NotFound, OutcomeUnknown, Refused, UpstreamError
from storefront.upstream.ports import Subscriptions
from storefront.upstream.types import OrderLine, Subscription, SubscriptionChange, SubscriptionState
from storefront.web.request import PatientRequest
from storefront.web.swaps import go, posted

BECOMES = {
    SubscriptionChange.PAUSE: SubscriptionState.PAUSED,
    SubscriptionChange.RESUME: SubscriptionState.ACTIVE,
    SubscriptionChange.CANCEL: SubscriptionState.CANCELLED,
}

HAVE_A_FORM = {SubscriptionChange.MOVE}


@patient_required(back="checkout:subscriptions")
@require_safe
def list_subscriptions(request: PatientRequest) -> HttpResponse:
    found = [_named(request, one) for one in _port(request).list(request.patient.access)]
    rows = [(one, words.state(one), words.tone(one)) for one in found]
    return render(request, "checkout/subscriptions.html", {"rows": rows})


@patient_required(back="checkout:subscriptions")
@require_safe
def show(request: PatientRequest, ref: str) -> HttpResponse:
    return _page(request, _port(request).show(ref, request.patient.access))


@posted(back="checkout:subscriptions")
@patient_required(back="checkout:subscriptions")
def change(request: PatientRequest, ref: str, action: str) -> HttpResponse:
    """First a page that says what it does; with ``confirmed`` it is done, with ``ask`` the clinic is asked to."""
    wanted, now = SubscriptionChange(action), _port(request).show(ref, request.patient.access)
    if request.POST.get("shown") != fingerprint(now) or wanted not in now.changes:
        return _page(request, now, changed=True, status=409)
    form = NextDateForm(request.POST) if wanted is SubscriptionChange.MOVE else None
    if form and not form.is_valid():
        return _page(request, now, form=form, status=422)
    day = form.cleaned_data["date"] if form else None
    if "ask" in request.POST:
        return _ask(request, now, wanted, day)
    if "confirmed" not in request.POST:
        return _confirming(request, now, wanted, day)
    return _make(request, now, wanted, day)


def fingerprint(subscription: Subscription) -> str:
    """What a page showed of it. A change that was confirmed for something else is not made."""
    prices = [str(line.total) for line in subscription.lines] + [str(phase.price) for phase in subscription.phases]
    when = subscription.next_at.isoformat() if subscription.next_at else ""
    return "|".join([subscription.state, when, *prices])


def _make(request: PatientRequest, now: Subscription, wanted: SubscriptionChange, day: date | None) -> HttpResponse:
    state, next_at = BECOMES.get(wanted, now.state), _moved(now, day)
    here = reverse("checkout:subscription", args=[now.ref])
    try:
        after = _port(request).change(now, state, next_at, request.patient.access)
    except (NotFound, Busy):
        raise
    except Refused:
        return _confirming(request, now, wanted, day, refused=True)
    except OutcomeUnknown as error:
        note_for(request.clinic, error)
        messages.warning(request, _("We do not know yet whether it was changed. Look again in a minute."))
        return go(request, here)
    as_asked = after.state is state and (day is None or (after.next_at and after.next_at.date() == day))
    if not as_asked:
        return _confirming(request, after, wanted, day, refused=True)
    if request.patient.email:
        told = f"{wanted} {timezone.now().isoformat()}"  # the same change may be made again later
        emails.renewal_changed(request.clinic, request.patient.email, get_language() or "", here, told)
    messages.success(request, words.done(wanted, _written(day)))
    return go(request, here)


def _moved(now: Subscription, day: date | None) -> datetime:
    """The same time of that day."""
    if now.next_at is None:
        raise Http404
    return datetime.combine(day, now.next_at.timetz()) if day else now.next_at


def _ask(request: PatientRequest, now: Subscription, wanted: SubscriptionChange, day: date | None) -> HttpResponse:
    kind = ClinicRequest.Kind(wanted.value)
    asked = clinic_requests.ask(request.clinic, request.patient, kind, now.ref, wanted_date=day)
    said = _("The clinic has your request. Its reference is %(reference)s.") % {"reference": asked.reference}
    messages.success(request, said)
    return go(request, reverse("checkout:subscription", args=[now.ref]))


def _page(
    request: PatientRequest,
    subscription: Subscription,
    *,
    form: NextDateForm | None = None,
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    request.here = reverse("checkout:subscription", args=[subscription.ref])
    asked = clinic_requests.open_requests(request.clinic, request.patient, subscription.ref)
    moving = SubscriptionChange.MOVE in subscription.changes
    usual = {"date": subscription.next_at.date()} if subscription.next_at else {}
    context = _facts(request, subscription) | {
        "changed": changed,
        "form": (form or NextDateForm(initial=usual)) if moving else None,
        "buttons": [
            (_url(subscription, one), words.BUTTONS[one])
            for one in subscription.changes
            if one is not SubscriptionChange.MOVE
        ],
        "asked": [(one, request_words.asked(one, _written(one.wanted_date))) for one in asked],
    }
    return render(request, "checkout/subscription.html", context, status=status)


def _confirming(
    request: PatientRequest,
    subscription: Subscription,
    wanted: SubscriptionChange,
    day: date | None,
    *,
    refused: bool = False,
) -> HttpResponse:
    """``refused``: it was tried, and nothing was changed."""
    request.here = reverse("checkout:subscription", args=[subscription.ref])
    context = _facts(request, subscription) | {
        "change_url": _url(subscription, wanted),
        "asking": words.asking(wanted, subscription, _written(day)),
        "date": day.isoformat() if day else "",
        "refused": refused,
    }
    return render(request, "checkout/subscription_change.html", context, status=422 if refused else 200)


def _facts(request: PatientRequest, subscription: Subscription) -> dict[str, Any]:
    subscription = _named(request, subscription)
    return {
        "subscription": subscription,
        "shown": fingerprint(subscription),
        "state": words.state(subscription),
        "tone": words.tone(subscription),
        "lead": words.lead(subscription),
        "phases": words.phases(subscription, request.clinic.country),
    }


def _named(request: PatientRequest, subscription: Subscription) -> Subscription:
    """Some answers name only the product's id: the catalogue knows its name, as long as it is sold."""
    return replace(subscription, lines=tuple(_named_line(request, line) for line in subscription.lines))


def _named_line(request: PatientRequest, line: OrderLine) -> OrderLine:
    if line.name or not line.product_ref:
        return line
    try:
        return replace(line, name=commerce_for(request.clinic).catalogue.product(line.product_ref).name)
    except UpstreamError as error:
        note_for(request.clinic, error)
        return line


def _url(subscription: Subscription, change: SubscriptionChange) -> str:
    return reverse(f"checkout:subscription_{change}", args=[subscription.ref])


def _written(day: date | None) -> str:
    return date_format(day) if day else ""


def _port(request: PatientRequest) -> Subscriptions:
    """404 at clinics whose upstream has none."""
    port = commerce_for(request.clinic).subscriptions
    if port is None:
        raise Http404
    return port
