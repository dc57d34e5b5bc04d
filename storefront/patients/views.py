"""Signing up, in and out, and the account."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from storefront.cards import allow_card_script
from storefront.commerce import commerce_for
from storefront.failure_words import note_for, patient_words
from storefront.forms.base import ShopForm
from storefront.limits import policy, who
from storefront.limits.limiter import Limiter
from storefront.limits.words import please_wait
from storefront.patients import consent, words
from storefront.patients.decorators import patient_required, to_login
from storefront.patients.forms import AccountForm, ForgotPasswordForm, LoginForm, SignUpForm
from storefront.sessions import elsewhere
from storefront.sessions.patient import (
    PatientSession,
    ended_patient,
    keep_choice,
    load_choice,
)
from storefront.statistics.visits import shown_trouble
from storefront.upstream.errors import NoAccount, PaymentDeclined, SignInRefused, SignUpRefused, UpstreamError
from storefront.upstream.types import SignedInAccount
from storefront.web.no_mail import mail_goes
from storefront.web.request import PatientRequest, ShopRequest
from storefront.web.retyping import safe_next, typed_before
from storefront.web.swaps import go, is_swap, posted

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@sensitive_post_parameters("password")
@get_or_post
def sign_up(request: ShopRequest) -> HttpResponse:
    if request.patient and request.method != "POST":
        return go(request, safe_next(request, _after_sign_in(request)))
    commerce = commerce_for(request.clinic)
    form = SignUpForm(
        request.POST if request.method == "POST" else None,
        clinic=request.clinic,
        asks=commerce.can.sign_up_asks,
        rule=commerce.can.password_rule,
        order_emails=mail_goes() and "order_placed" not in request.clinic.emails_off,
    )
    asked = consent.as_read(request.clinic, request.POST.get("consent", ""))
    form.ask(asked)
    if request.method != "POST":
        return _form_page(request, "patients/signup.html", form)
    if not form.is_valid() or _signs_up_too_often(request, form, form.cleaned_data["email"]):
        return _form_page(request, "patients/signup.html", form, 422)
    new = form.new_patient()
    try:
        commerce.accounts.sign_up(new)
    except SignUpRefused:
        policy.NEW_ACCOUNT.forgive(**who.visitor(request))
        form.add_error(None, words.sign_up_refused(commerce.can), code="refused")
        return _form_page(request, "patients/signup.html", form, 422)
    except UpstreamError as error:  # nothing was learnt from it, but there may be a new account
        policy.SIGN_UP.forgive(**who.patient(request, new.email))
        return _failed(request, "patients/signup.html", form, error)
    policy.SIGN_UP.let_in(**who.patient(request, new.email))
    try:
        accounts = commerce.accounts.sign_in(new.email, new.password)
    except UpstreamError as error:
        note_for(request.clinic, error)
        messages.success(request, _("Your account is ready. Please log in."))
        return to_login(request, safe_next(request, reverse("checkout:cart")))
    given = form.cleaned_data["accept_marketing"]
    consent.record_marketing(request.clinic, accounts[0].access.patient_ref, asked, given=given)
    return _enter(request, accounts)


@sensitive_post_parameters("password")
@get_or_post
def log_in(request: ShopRequest) -> HttpResponse:
    if request.patient and request.method != "POST":
        return go(request, safe_next(request, _after_sign_in(request)))
    if request.method != "POST":
        return _form_page(request, "patients/login.html", LoginForm())
    form = LoginForm(request.POST)
    if not form.is_valid() or _too_often(request, form, policy.SIGN_IN, form.cleaned_data["email"]):
        return _form_page(request, "patients/login.html", form, 422)
    try:
        accounts = commerce_for(request.clinic).accounts.sign_in(
            form.cleaned_data["email"], form.cleaned_data["password"]
        )
    except NoAccount:
        form.add_error(
            None, _("You have no account to shop for yet. Please ask the clinic to set one up."), code="no_account"
        )
        return _form_page(request, "patients/login.html", form, 422)
    except SignInRefused:
        form.add_error(None, words.wrong_password(commerce_for(request.clinic).can), code="no_match")
        return _form_page(request, "patients/login.html", form, 422)
    except UpstreamError as error:  # nothing was learnt about the password
        policy.SIGN_IN.forgive(**who.patient(request, form.cleaned_data["email"]))
        return _failed(request, "patients/login.html", form, error)
    policy.SIGN_IN.let_in(**who.patient(request, form.cleaned_data["email"]))
    return _enter(request, accounts)


@get_or_post
def choose_account(request: ShopRequest) -> HttpResponse:
    """For members of several accounts: which one is shopping?"""
    accounts = load_choice(request)
    if not accounts:
        return go(request, reverse("patients:login"))
    posted = request.POST if request.method == "POST" else None
    form = AccountForm(posted, accounts=[each.access for each in accounts])
    if posted is None or not form.is_valid():
        return _form_page(request, "patients/choose_account.html", form, 422 if posted is not None else 200)
    chosen = form.cleaned_data["account"]
    return _enter(request, tuple(each for each in accounts if each.access.account_ref == chosen))


@posted(back="catalogue:shelf")
def log_out(request: ShopRequest) -> HttpResponse:
    """Ends the session here; no upstream has a call that revokes a token, so it is forgotten."""
    request.session.flush()
    request.patient = None
    messages.info(request, _("You are logged out."))
    response = go(request, reverse("catalogue:shelf"))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@posted(back="patients:account")
@patient_required(back="patients:account")
def stay(request: PatientRequest) -> HttpResponse:
    """One press, and the idle clock starts anew; when the sign-in itself is about to end, a new one is asked for."""
    seen = request.patient.touch(request)
    if seen.seconds_left < settings.PATIENT_IDLE.total_seconds() - 1:
        return to_login(request, safe_next(request, reverse("patients:account")))
    return render(request, "patients/_stayed.html") if is_swap(request) else go(request, reverse("patients:account"))


@require_safe
def change_password(request: ShopRequest) -> HttpResponse:
    """The address that password managers open (https://w3c.github.io/webappsec-change-password-url/)."""
    own = request.patient and commerce_for(request.clinic).can.change_password
    return go(request, reverse("local:change_password" if own else "patients:password"))


@get_or_post
def forgot_password(request: ShopRequest) -> HttpResponse:
    if not commerce_for(request.clinic).can.reset_password:
        return render(request, "patients/password.html", {"by_clinic": True})
    if request.method != "POST":
        return _form_page(request, "patients/password.html", ForgotPasswordForm())
    form = ForgotPasswordForm(request.POST)
    if not form.is_valid() or _too_often(request, form, policy.PASSWORD_RESET, form.cleaned_data["email"]):
        return _form_page(request, "patients/password.html", form, 422)
    try:
        commerce_for(request.clinic).accounts.forgot_password(form.cleaned_data["email"])
    except UpstreamError as error:
        policy.PASSWORD_RESET.forgive(**who.patient(request, form.cleaned_data["email"]))
        return _failed(request, "patients/password.html", form, error)
    return render(request, "patients/password.html", {"form": ForgotPasswordForm(), "sent": True})


@require_safe
def account(request: ShopRequest) -> HttpResponse:
    """Back from a page of the card processor, what that hung on the address is left behind: it proves nothing."""
    return go(request, request.path) if request.GET else _account(request)


@patient_required(back="patients:account")
def _account(request: PatientRequest) -> HttpResponse:
    return _account_page(request)


@posted(back="patients:account")
@patient_required(back="patients:account")
def add_card(request: PatientRequest) -> HttpResponse:
    token = request.POST.get("new_payment_method", "")
    try:
        commerce_for(request.clinic).cards.add(token, request.patient.access)
    except PaymentDeclined:
        return _account_page(request, problem=_("This card was not accepted. Please try another one."))
    messages.success(request, _("Your card was saved."))
    return go(request, reverse("patients:account"))


@posted(back="patients:account")
@patient_required(back="patients:account")
def remove_card(request: PatientRequest, ref: str) -> HttpResponse:
    commerce_for(request.clinic).cards.remove(ref, request.patient.access)
    messages.success(request, _("The card was removed."))
    return go(request, reverse("patients:account"))


@posted(back="patients:account")
@patient_required(back="patients:account")
def end_elsewhere(request: PatientRequest) -> HttpResponse:
    """Log this patient out on every other device."""
    elsewhere.end_elsewhere(request.clinic.slug, request.patient.access.patient_ref, request.session)
    messages.success(request, _("You are logged out everywhere else."))
    return go(request, reverse("patients:account"))


def _account_page(request: PatientRequest, problem: str = "") -> HttpResponse:
    commerce, access = commerce_for(request.clinic), request.patient.access
    here = request.build_absolute_uri(reverse("patients:account"))
    context = {
        "profile": commerce.accounts.profile(access),
        "addresses": commerce.addresses.list(access) if commerce.addresses else (),
        "cards": commerce.cards.list(access) if commerce.can.saved_cards else None,
        "hosted_entry": commerce.cards.hosted_entry(access, here) if commerce.can.saved_cards else "",
        "has_quotes": commerce.quotes is not None,
        "has_bills": commerce.bills is not None,
        "has_subscriptions": commerce.subscriptions is not None,
        "can": commerce.can,
        "elsewhere": _elsewhere(request),
        "card_script": commerce.can.card_script,
        "problem": problem,
    }
    page = render(request, "patients/account.html", context, status=422 if problem else 200)
    return allow_card_script(page, commerce.can.card_script)


@posted(back="patients:account")
@patient_required(back="patients:account")
def remove_address(request: PatientRequest, ref: str) -> HttpResponse:
    """404 at clinics whose upstream keeps no address book."""
    book = commerce_for(request.clinic).addresses
    if book is None:
        raise Http404
    book.remove(ref, request.patient.access)
    messages.success(request, _("The address was removed."))
    return go(request, reverse("patients:account"))


def _elsewhere(request: PatientRequest) -> list[str]:
    """The other sign-ins, in words."""
    patient_ref, now = request.patient.access.patient_ref, timezone.now()
    seen = elsewhere.last_seen_elsewhere(request.clinic.slug, patient_ref, request.session)
    return [words.last_used(each, now) for each in seen]


def _enter(request: ShopRequest, accounts: tuple[SignedInAccount, ...]) -> HttpResponse:
    """Sign in and go on to where the patient was; with several accounts ask first which one."""
    if len(accounts) > 1:
        keep_choice(request, accounts)
        query = urlencode({"next": safe_next(request, _after_sign_in(request))})
        return go(request, f"{reverse('patients:choose_account')}?{query}")
    PatientSession.begin(request, accounts[0])
    return go(request, safe_next(request, _after_sign_in(request)))


def _after_sign_in(request: ShopRequest) -> str:
    """A closed shop has no cart to go to."""
    return reverse("checkout:cart" if request.clinic.is_open else "checkout:orders")


def _signs_up_too_often(request: ShopRequest, form: ShopForm, email: str) -> bool:
    """Tries are counted, which may be refused, and new accounts, which a script would make without end."""
    with transaction.atomic():
        return _too_often(request, form, policy.SIGN_UP, email) or _must_wait(
            form, policy.NEW_ACCOUNT.wait(**who.visitor(request))
        )


def _too_often(request: ShopRequest, form: ShopForm, limiter: Limiter, account: str) -> bool:
    return _must_wait(form, limiter.wait(**who.patient(request, account)))


def _must_wait(form: ShopForm, seconds: int) -> bool:
    if seconds:
        form.add_error(None, please_wait(seconds), code="too_often")
    return bool(seconds)


def _failed(request: ShopRequest, page: str, form: ShopForm, error: UpstreamError) -> HttpResponse:
    """The upstream did not help: the same page with everything typed, and what to do."""
    note_for(request.clinic, error)
    shown_trouble(error)
    form.add_error(None, patient_words(error))
    return _form_page(request, page, form, 503)


def _form_page(request: ShopRequest, page: str, form: ShopForm, status: int = 200) -> HttpResponse:
    if not form.is_bound:
        form.retype(typed_before(request))
    onward = safe_next(request, "")
    if onward:
        request.here = f"{request.path}?{urlencode({'next': onward}, safe='/')}"
    context = {
        "form": form,
        "next": onward,
        "ended": bool(ended_patient(request)),
        "can_reset": commerce_for(request.clinic).can.reset_password,
        "finds_orders": mail_goes(),
    }
    return render(request, page, context, status=status)
