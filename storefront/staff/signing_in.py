"""Staff sign in with a password and a code, in one step; without an authenticator app they are led to set one up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django_otp.models import Device

from storefront.limits import policy, who
from storefront.limits.words import please_wait
from storefront.staff import second_factor
from storefront.staff.audit import record
from storefront.staff.forms import CodeForm, SignInForm
from storefront.staff.models import Action
from storefront.staff.reauthentication import WRONG_CODE, again_context, give_code, needs_fresh_code
from storefront.staff.session import begin, enrolling, may_enrol
from storefront.staff.totp import Authenticator
from storefront.web.retyping import safe_next
from storefront.web.swaps import shown_once

REFUSED = (
    "That did not work. Check user name, password and code. Each code is taken once: if you used this one already, "
    "wait for the next."
)
SIGN_IN_AGAIN = (
    "Sign in again to set up your authenticator app: the last sign-in was too long ago, or it was set up elsewhere."
)


def sign_in(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """One answer for every cause of a refusal, so nothing is learnt about names and passwords."""
    if request.method != "POST":
        return _page(request, "admin/login.html", context, SignInForm())
    form = SignInForm(request.POST)
    name = request.POST.get("username", "").strip()
    if wait := policy.STAFF_SIGN_IN.wait(**who.staff(request, name)):
        return _refused(request, "admin/login.html", context, form, please_wait(wait))
    user = _who(form, request)
    if user and not second_factor.has_authenticator(user):
        policy.STAFF_SIGN_IN.forgive(**who.staff(request, name))
        may_enrol(request, user, second_factor.new_authenticator(user))
        return _go(request, "admin:enrol")
    device = _device(form, request, user) if user else None
    if user is None or device is None:
        known = User.objects.filter(username=form.cleaned_data.get("username"))
        record(request, Action.SIGN_IN_FAILED, user=user or known.first())
        return _refused(request, "admin/login.html", context, form, REFUSED)
    policy.STAFF_SIGN_IN.let_in(**who.staff(request, name))
    begin(request, user, device)
    record(request, Action.SIGNED_IN, detail=_with(user, device))
    return HttpResponseRedirect(_next(request))


def _who(form: SignInForm, request: HttpRequest) -> User | None:
    if not form.is_valid():
        return None
    user = authenticate(request, username=form.cleaned_data["username"], password=form.cleaned_data["password"])
    return user if isinstance(user, User) and user.is_staff else None


def _device(form: SignInForm, request: HttpRequest, user: User) -> Device | None:
    """Whoever has the password has few tries at the code, from however many networks. Too many read as a wrong code:
    another answer would tell that the password is right.
    """
    myself = who.staff(request, user.get_username())
    if policy.STAFF_CODE.wait(**myself):
        return None
    device = second_factor.verify(user, form.cleaned_data["code"])
    if device:
        policy.STAFF_CODE.forgive(**myself)
    return device


def _with(user: User, device: Any) -> str:
    if isinstance(device, Authenticator):
        return ""
    return f"with a recovery code, {second_factor.recovery_codes_left(user)} left"


def enrol(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """For who just gave the password, or is signed in and wants another authenticator app."""
    authenticator = enrolling(request)
    if authenticator is None or _has_another(request, authenticator.user):
        messages.warning(request, SIGN_IN_AGAIN)
        return _go(request, "admin:index")
    user, (path, width) = authenticator.user, second_factor.qr_path(authenticator)
    context |= {"secret": second_factor.secret_to_type(authenticator), "name": user}
    context |= {"qr_path": path, "qr_width": width}
    if request.method != "POST":
        return _page(request, "admin/enrol.html", context, CodeForm())
    form = CodeForm(request.POST)
    if wait := policy.STAFF_CODE.wait(**who.staff(request, user.get_username())):
        return shown_once(_refused(request, "admin/enrol.html", context, form, please_wait(wait)))
    if not form.is_valid() or not second_factor.confirm(authenticator, form.cleaned_data["code"]):
        return shown_once(_refused(request, "admin/enrol.html", context, form, WRONG_CODE))
    policy.STAFF_CODE.let_in(**who.staff(request, user.get_username()))
    begin(request, user, authenticator)
    record(request, Action.SECOND_FACTOR, subject=user)
    return _codes(request, context)


def _has_another(request: HttpRequest, user: User) -> bool:
    """Confirmed by now: a password alone then gives no right to a new one."""
    return second_factor.has_authenticator(user) and request.user != user


def again(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """A fresh code before something that matters; then back to it."""
    context |= again_context()
    if request.method != "POST":
        return _page(request, "admin/again.html", context, CodeForm())
    form = CodeForm(request.POST)
    if problem := give_code(request, form):
        return _refused(request, "admin/again.html", context, form, problem)
    return HttpResponseRedirect(_next(request))


@needs_fresh_code
def own_second_factor(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """One's own authenticator app and recovery codes."""
    user = _user(request)
    if request.method == "POST" and "authenticator" in request.POST:
        may_enrol(request, user, second_factor.new_authenticator(user))
        return _go(request, "admin:enrol")
    if request.method == "POST":
        record(request, Action.CODES, subject=user)
        return _codes(request, context)
    return render(request, "admin/second_factor.html", context | {"left": second_factor.recovery_codes_left(user)})


def _codes(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Made and shown in one answer: they are kept nowhere from where they could be shown again."""
    codes = second_factor.new_recovery_codes(_user(request))
    context |= {"codes": codes, "title": "Your recovery codes"}
    return shown_once(render(request, "admin/recovery_codes.html", context))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the site lets nobody else in
    return request.user


def _page(request: HttpRequest, template: str, context: dict[str, Any], form: Form, status: int = 200) -> HttpResponse:
    return render(request, template, context | {"form": form, "next": _next(request)}, status=status)


def _refused(request: HttpRequest, template: str, context: dict[str, Any], form: Form, problem: str) -> HttpResponse:
    for field in form.fields.values():
        field.widget.attrs.pop("autofocus", None)  # the problem is read first
    return _page(request, template, context | {"problem": problem}, form, 422)


def _next(request: HttpRequest) -> str:
    """Where to go on to: a page of staff, or the first one."""
    home = reverse("admin:index")
    wanted = safe_next(request, home)
    return wanted if wanted.startswith(home) and not wanted.startswith(reverse("admin:login")) else home


def _go(request: HttpRequest, name: str) -> HttpResponse:
    response = HttpResponseRedirect(reverse(name))
    response.status_code = 303
    return response
