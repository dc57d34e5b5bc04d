"""The shelf."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from storefront.catalogue import browsing, pictures, shelf
from storefront.catalogue.forms import AddToCartForm
from storefront.images import shrunk
from storefront.limits import who
from storefront.upstream.errors import UpstreamError
from storefront.web.request import ShopRequest
from storefront.web.retyping import typed_before
from storefront.web.swaps import HttpResponseSeeOther, posted, render_swap

NOT_FOR_ROBOTS = ("/account/", "/buy/", "/checkout/", "/orders/", "/quotes/", "/*?find=")


@require_safe
def show_shelf(request: ShopRequest) -> HttpResponse:
    view = browsing.look(request.clinic, shelf.products(request.clinic), request.GET)
    return render_swap(request, "catalogue/shelf.html", "catalogue/_shelf.html", {"view": view})


@require_safe
def robots(request: ShopRequest) -> HttpResponse:
    """What a crawler would only be turned away from, and what each visit of costs the clinic's upstream a call."""
    rules = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS), ""]
    return HttpResponse("\n".join(rules), content_type="text/plain; charset=utf-8")


@posted(back="catalogue:shelf")
def search(request: ShopRequest) -> HttpResponse:
    """Posted, so that the words are in no address: see ``browsing``."""
    return HttpResponseSeeOther(
        reverse("catalogue:shelf") + browsing.address_of(request.clinic, request.POST.get("q", ""))
    )


@require_safe
def show_product(request: ShopRequest, ref: str) -> HttpResponse:
    product = shelf.in_detail(request.clinic, ref, who.visitor(request))
    form = AddToCartForm(ref=product.ref, item=product.name).retype(typed_before(request))
    return render(request, "catalogue/product.html", {"product": product, "form": form})


@require_safe
def picture(request: ShopRequest, ref: str, stamp: str) -> HttpResponse:
    """Only what the clinic's own catalogue names is ever fetched."""
    url = shelf.product(request.clinic, ref, who.visitor(request)).picture_url
    if not url or pictures.stamp(url) != stamp:
        raise Http404
    try:
        data = shrunk(request.clinic, url)
    except UpstreamError:
        raise Http404 from None
    return HttpResponse(
        data, content_type="image/webp", headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )
