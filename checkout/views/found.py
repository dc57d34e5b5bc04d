"""Finding an order without signing in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from checkout.mail.link import send_link
from checkout.orders import finding
from checkout.steps.find_form import FindForm
from checkout.words.found import standing_words
from storefront.limits import policy, who
from storefront.limits.words import please_wait
from storefront.web.no_mail import mail_goes
from storefront.web.request import ShopRequest

PAGE = "checkout/find.html"


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: ShopRequest) -> HttpResponse:
    """The same answer whether there is such an order or not. Without a mail server the page says whom to ask."""
    if not mail_goes():
        return render(request, PAGE, {"by_clinic": True})
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, PAGE, {"form": form})
    if form.is_valid() and (seconds := policy.ORDER_LINK.wait(**who.patient(request, form.cleaned_data["email"]))):
        form.add_error(None, please_wait(seconds), code="too_often")
    if not form.is_valid():
        return render(request, PAGE, {"form": form}, status=422)
    email = form.cleaned_data["email"]
    send_link(request.clinic, email, finding.find(request.clinic, form.cleaned_data["reference"], email))
    return render(request, PAGE, {"sent": True})


@require_safe
def show(request: ShopRequest, token: str) -> HttpResponse:
    attempt = finding.read(request.clinic, token)
    if attempt is None:
        return render(request, PAGE, {"gone": True}, status=410)
    heading, words = standing_words(attempt)
    return render(request, "checkout/found.html", {"attempt": attempt, "heading": heading, "words": words})
