"""The shelf."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from storefront.catalogue import pictures, shelf
from storefront.catalogue.forms import AddToCartForm
from storefront.shop import ShopRequest
from storefront.upstream.errors import UpstreamError
from storefront.upstream.types import Product

LONGEST_SEARCH = 100


@require_safe
def show_shelf(request: ShopRequest) -> HttpResponse:
    everything = shelf.products(request.clinic)
    query = " ".join(request.GET.get("q", "").split())[:LONGEST_SEARCH]
    category = request.GET.get("category", "")
    found = [p for p in everything if _matches(p, query) and (not category or slugify(p.category) == category)]
    context = {
        "products": found,
        "categories": [(slugify(name), name) for name in dict.fromkeys(p.category for p in everything if p.category)],
        "category": category,
        "query": query,
        "searchable": len(everything) > 12,
    }
    return render(request, "catalogue/shelf.html", context)


@require_safe
def show_product(request: ShopRequest, ref: str) -> HttpResponse:
    product = shelf.in_detail(request.clinic, ref)
    form = AddToCartForm(ref=product.ref, item=product.name)
    return render(request, "catalogue/product.html", {"product": product, "form": form})


@require_safe
def picture(request: ShopRequest, ref: str, stamp: str) -> HttpResponse:
    """Only what the clinic's own catalogue names is ever fetched."""
    url = shelf.product(request.clinic, ref).picture_url
    if not url or pictures.stamp(url) != stamp:
        raise Http404
    try:
        data = pictures.shrunk(request.clinic, url)
    except UpstreamError:
        raise Http404 from None
    return HttpResponse(
        data, content_type="image/webp", headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )


def _matches(product: Product, query: str) -> bool:
    text = f"{product.name} {product.summary} {product.category}".casefold()
    return all(word in text for word in query.casefold().split())
