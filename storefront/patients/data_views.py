"""My data: seeing what is held, downloading it, and having it erased."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from storefront.commerce import commerce_for
from storefront.limits import policy, who
from storefront.limits.words import please_wait
from storefront.patients import data
from storefront.patients.decorators import patient_required
from storefront.patients.forms import EraseForm
from storefront.upstream.errors import NoAccount, SignInRefused
from storefront.web.request import PatientRequest
from storefront.web.swaps import go


@sensitive_post_parameters("password")
@patient_required(back="patients:data")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PatientRequest) -> HttpResponse:
    """Erasing asks for the password: an open browser is not enough."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "patients/data.html", {"form": form})
    if not form.is_valid() or not _is_right(request, form):
        return render(request, "patients/data.html", {"form": form}, status=422)
    try:
        data.erase(_subject(request))
    except data.MustWaitError:
        form.add_error(None, _("One of your orders is not finished yet. Pay it, or ask the clinic, then try again."))
        return render(request, "patients/data.html", {"form": form}, status=422)
    request.session.flush()
    request.patient = None  # type: ignore[assignment]
    messages.success(request, _("Your data here is erased, and you are logged out."))
    return go(request, reverse("catalogue:shelf"))


@patient_required(back="patients:data")
@require_safe
def download(request: PatientRequest) -> HttpResponse:
    told = data.export(_subject(request))
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def _subject(request: PatientRequest) -> data.Subject:
    return data.Subject(request.clinic, request.patient.access.patient_ref, request.patient.email)


def _is_right(request: PatientRequest, form: EraseForm) -> bool:
    """Whether the password is that of who is signed in. Tries are limited as those of a sign-in."""
    about = who.patient(request, request.patient.email)
    if seconds := policy.SIGN_IN.wait(**about):
        form.add_error(None, please_wait(seconds), code="too_often")
        return False
    try:
        commerce_for(request.clinic).accounts.sign_in(request.patient.email, form.cleaned_data["password"])
    except (SignInRefused, NoAccount):
        form.add_error("password", _("This is not your password."), code="wrong")
        return False
    policy.SIGN_IN.let_in(**about)
    return True
