"""A staff sign-in, kept in the sealed session. The only module that spells its keys.

It ends at sign-out, when the browser closes, after ``STAFF_IDLE`` without a page, and after ``STAFF_ABSOLUTE``. Before
it, a right password alone gives the right to set up an authenticator app for ``STAFF_ENROLMENT``, and nothing else:
nobody is signed in by it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import django_otp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from django_otp.models import Device

from storefront.staff.totp import Authenticator

SIGN_IN = "staff"  # {"begun", "seen", "code"}: seconds since 1970
ENROLLING = "staff_enrolling"  # {"user", "authenticator", "password", "begun"}: who may set up which one
BACKEND = "django.contrib.auth.backends.ModelBackend"
TIME_IS_UP = "You were signed out: {why}. Sign in to go on."


def begin(request: HttpRequest, user: User, device: Device) -> None:
    """Password and code were right just now. A new session key, so that a planted one is worth nothing."""
    request.session.pop(ENROLLING, None)
    login(request, user, BACKEND)
    django_otp.login(request, device)
    request.session.set_expiry(0)
    request.session[SIGN_IN] = just_begun()


def just_begun() -> dict[str, int]:
    now = int(time.time())
    return {"begun": now, "seen": now, "code": now}


def code_given(request: HttpRequest) -> None:
    """A code was right just now, in a sign-in that goes on."""
    request.session[SIGN_IN] = request.session[SIGN_IN] | {"code": int(time.time())}


def fresh(request: HttpRequest) -> bool:
    """A code was given within the last ``STAFF_FRESH_CODE``."""
    return is_within(settings.STAFF_FRESH_CODE, request.session.get(SIGN_IN, {}).get("code", 0))


def is_within(limit: timedelta, moment: int) -> bool:
    return time.time() - moment < limit.total_seconds()


def in_words(length: timedelta) -> str:
    """``10 minutes``, ``12 hours``."""
    minutes = int(length.total_seconds() // 60)
    number, unit = (minutes, "minute") if minutes % 60 else (minutes // 60, "hour")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def why_over(request: HttpRequest) -> str:
    """Empty while the sign-in goes on."""
    kept = request.session.get(SIGN_IN)
    if kept is None:
        return "this sign-in is not complete"
    if not is_within(settings.STAFF_IDLE, kept["seen"]):
        return f"{in_words(settings.STAFF_IDLE)} went by without a page"
    if not is_within(settings.STAFF_ABSOLUTE, kept["begun"]):
        return f"{in_words(settings.STAFF_ABSOLUTE)} have passed"
    return ""


# -- setting up an authenticator app -----------------------------------------------------------------------------------


def may_enrol(request: HttpRequest, user: User, authenticator: Authenticator) -> None:
    request.session.cycle_key()
    request.session.set_expiry(0)
    request.session[ENROLLING] = {
        "user": user.pk,
        "authenticator": authenticator.pk,
        "password": user.get_session_auth_hash(),
        "begun": int(time.time()),
    }


def enrolling(request: HttpRequest) -> Authenticator | None:
    """What may be set up here: that of who gave the password in this browser, and has not changed it since."""
    kept = request.session.get(ENROLLING)
    if kept is None or not is_within(settings.STAFF_ENROLMENT, kept["begun"]):
        return None
    waiting = Authenticator.objects.select_related("user").filter(confirmed=False, user__is_active=True)
    found: Authenticator | None = waiting.filter(
        pk=kept.get("authenticator"), user=kept["user"], user__is_staff=True
    ).first()
    same = found and constant_time_compare(kept["password"], found.user.get_session_auth_hash())
    return found if same else None


class StaffSessionMiddleware:
    """Ends a staff sign-in whose time is up, before any page of staff is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.clinic is None and request.user.is_authenticated:  # type: ignore[attr-defined]
            self._check(request)
        return self.get_response(request)

    def _check(self, request: HttpRequest) -> None:
        if why := why_over(request):
            logout(request)
            messages.warning(request, TIME_IS_UP.format(why=why))
            return
        kept = request.session[SIGN_IN]
        if not is_within(settings.SESSION_TOUCH, kept["seen"]):
            request.session[SIGN_IN] = kept | {"seen": int(time.time())}
