"""A staff sign-in, kept in the sealed session. The only module that spells its keys.

It ends at sign-out, when the browser closes, after 30 minutes without a page, and after 12 hours. Before it, a right
password alone gives the right to set up an authenticator app for ten minutes, and nothing else: nobody is signed in by
it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import django_otp
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from django_otp.models import Device

from storefront.staff.totp import Authenticator

IDLE = 30 * 60
ABSOLUTE = 12 * 60 * 60
FRESH = 10 * 60
TOUCH = 60  # the idle clock is written at most this often: a page view seldom costs a write

ENROLMENT = 10 * 60

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
    """A code was given within the last 10 minutes."""
    return bool(int(time.time()) - request.session.get(SIGN_IN, {}).get("code", 0) < FRESH)


def why_over(request: HttpRequest) -> str:
    """Empty while the sign-in goes on."""
    kept, now = request.session.get(SIGN_IN), int(time.time())
    if kept is None:
        return "this sign-in is not complete"
    if now - kept["seen"] >= IDLE:
        return "30 minutes went by without a page"
    return "12 hours have passed" if now - kept["begun"] >= ABSOLUTE else ""


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
    if kept is None or int(time.time()) - kept["begun"] >= ENROLMENT:
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
        kept, now = request.session[SIGN_IN], int(time.time())
        if now - kept["seen"] >= TOUCH:
            request.session[SIGN_IN] = kept | {"seen": now}
