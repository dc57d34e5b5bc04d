"""Pages that only local accounts have: confirming the address, choosing a new password, finding one's chart."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from storefront.commerce import commerce_for
from storefront.failure_words import note_for, patient_words
from storefront.forms.base import ShopForm
from storefront.limits import policy, who
from storefront.limits.limiter import Limiter
from storefront.limits.words import please_wait
from storefront.local_accounts import linking, tokens
from storefront.local_accounts.accounts import LocalAccounts
from storefront.local_accounts.models import LocalAccount
from storefront.patients.decorators import patient_required
from storefront.patients.local.forms import ChangePasswordForm, ChartForm, CodeForm, NewPasswordForm
from storefront.sessions.patient import PatientSession
from storefront.statistics.visits import shown_trouble
from storefront.upstream.errors import UpstreamError
from storefront.web.request import PatientRequest, ShopRequest
from storefront.web.retyping import typed_before
from storefront.web.swaps import go, posted

get_or_post = require_http_methods(["GET", "HEAD", "POST"])

LONG_WAIT = 60 * 60  # seconds


@get_or_post
def verify(request: ShopRequest, token: str) -> HttpResponse:
    """GET only asks: mail scanners follow links too."""
    accounts = local_accounts(request)
    account = tokens.read(tokens.VERIFY, request.clinic, token)
    if account is None:
        return render(request, "patients/verify.html", {"gone": True}, status=410)
    if request.method != "POST":
        return render(request, "patients/verify.html")
    accounts.confirm_email(account)
    messages.success(request, _("Your email address is confirmed."))
    return go(request, reverse("patients:account"))


@sensitive_post_parameters("password")
@get_or_post
def reset(request: ShopRequest, token: str) -> HttpResponse:
    """A new password by a mailed link; ends every other sign-in of the account and begins one here."""
    accounts = local_accounts(request)
    account = tokens.read(tokens.RESET, request.clinic, token)
    if account is None:
        return render(request, "patients/reset.html", {"gone": True}, status=410)
    posted = request.POST if request.method == "POST" else None
    form = NewPasswordForm(posted, rule=commerce_for(request.clinic).can.password_rule)
    if posted is None or not form.is_valid():
        context = {"form": form, "email": account.person.email}  # for password managers: whose password it is
        return render(request, "patients/reset.html", context, status=200 if posted is None else 422)
    if not accounts.change_password(account, form.cleaned_data["password"]):
        return render(request, "patients/reset.html", {"gone": True}, status=410)
    return _enter_with_new_password(request, accounts, account)


@sensitive_post_parameters()
@patient_required(back="local:change_password")
@get_or_post
def change_password(request: PatientRequest) -> HttpResponse:
    """The old password is asked for; every other sign-in ends, and the owner of the address is told."""
    accounts, account = _own(request)
    rule = commerce_for(request.clinic).can.password_rule
    form = ChangePasswordForm(request.POST if request.method == "POST" else None, rule=rule)
    if request.method != "POST":
        return _password_page(request, form, account)
    if not form.is_valid() or _too_often(request, form, policy.OWN_PASSWORD, account):
        return _password_page(request, form, account, 422)
    if not accounts.change_own_password(account, form.cleaned_data["old"], form.cleaned_data["password"]):
        form.add_error("old", _("This is not your password."), code="wrong")
        return _password_page(request, form, account, 422)
    policy.OWN_PASSWORD.let_in(**who.patient(request, str(account.external_id)))
    PatientSession.begin(request, accounts.enter(account))
    messages.success(request, _("Your password is changed, and you are logged out everywhere else."))
    return go(request, reverse("patients:account"))


@posted(back="patients:account")
@patient_required(back="patients:account")
def send_verification(request: PatientRequest) -> HttpResponse:
    accounts, account = _own(request)
    accounts.send_verification(account)
    messages.info(request, _("If your address is not confirmed yet, a message with a link is on its way."))
    return go(request, reverse("patients:account"))


@sensitive_post_parameters()
@patient_required(back="local:link")
@get_or_post
def link(request: PatientRequest) -> HttpResponse:
    """For patients of the clinic whose chart is older than their account: the details that prove it."""
    accounts, account = _own(request)
    if not linking.may_link(account):
        return _link_page(request, account)
    form = ChartForm(request.POST if request.method == "POST" else None, clinic=request.clinic)
    if request.method != "POST":
        return _link_page(request, account, form)
    if not form.is_valid() or _too_often(request, form, policy.CHART_DETAILS, account):
        return _link_page(request, account, form, 422)
    typed = form.cleaned_data
    try:
        linking.ask(accounts, account, typed["family_name"], typed["phone"], typed["bday"])
    except UpstreamError as error:
        note_for(request.clinic, error)
        shown_trouble(error)
        form.add_error(None, patient_words(error))
        return _link_page(request, account, form, 503)
    return go(request, reverse("local:link_code"))


@sensitive_post_parameters()
@patient_required(back="local:link_code")
@get_or_post
def link_code(request: PatientRequest) -> HttpResponse:
    """The mailed code. The same words whether it is wrong, too old, or was never mailed."""
    accounts, account = _own(request)
    if not linking.may_link(account):
        return go(request, reverse("local:link"))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _link_page(request, account, form)
    if not form.is_valid() or _too_often(request, form, policy.CHART_CODE, account):
        return _link_page(request, account, form, 422)
    if not linking.confirm(account, form.cleaned_data["code"]):
        form.add_error("code", _("This code does not work. Check it, or start again with your details."), code="wrong")
        return _link_page(request, account, form, 422)
    PatientSession.begin(request, accounts.enter(account))
    messages.success(request, _("Your account is now linked to your chart at the clinic."))
    return go(request, reverse("patients:account"))


def local_accounts(request: ShopRequest) -> LocalAccounts:
    """404 at clinics whose upstream has accounts of its own."""
    accounts = commerce_for(request.clinic).accounts
    if not isinstance(accounts, LocalAccounts):
        raise Http404
    return accounts


def _own(request: PatientRequest) -> tuple[LocalAccounts, LocalAccount]:
    accounts = local_accounts(request)
    return accounts, accounts.account_of(request.patient.access)


def _enter_with_new_password(request: ShopRequest, accounts: LocalAccounts, account: LocalAccount) -> HttpResponse:
    try:
        signed_in = accounts.enter(account)
    except UpstreamError as error:
        note_for(request.clinic, error)
        messages.success(request, _("Your password is changed. Please log in."))
        return go(request, reverse("patients:login"))
    PatientSession.begin(request, signed_in)
    messages.success(request, _("Your password is changed, and you are logged in."))
    return go(request, reverse("checkout:cart"))


def _too_often(request: ShopRequest, form: ShopForm, limiter: Limiter, account: LocalAccount) -> bool:
    seconds = limiter.wait(**who.patient(request, str(account.external_id)))
    if seconds > LONG_WAIT:
        form.add_error(None, _("Too many tries. Please try again tomorrow, or contact the clinic."), code="too_often")
    elif seconds:
        form.add_error(None, please_wait(seconds), code="too_often")
    return bool(seconds)


def _password_page(
    request: PatientRequest, form: ChangePasswordForm, account: LocalAccount, status: int = 200
) -> HttpResponse:
    context = {"form": form, "email": account.person.email}  # for password managers: whose password it is
    return render(request, "patients/change_password.html", context, status=status)


def _link_page(
    request: ShopRequest, account: LocalAccount, form: ShopForm | None = None, status: int = 200
) -> HttpResponse:
    if form and not form.is_bound:
        form.retype(typed_before(request))
    context = {
        "form": form,
        "asks_code": isinstance(form, CodeForm),
        "linked": account.linked_at is not None,
        "verified": account.email_verified_at is not None,
    }
    return render(request, "patients/link_chart.html", context, status=status)
