"""A preview of the shop: its own pages, with sample products, in frames on the clinic's page in the admin.

The frames are the only pages of ours that may be framed: by the staff host itself, and by no one else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from csp.constants import SELF
from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, get_urlconf, path, reverse, set_urlconf
from django.utils.translation import gettext, override
from django.views.decorators.http import require_safe

from storefront.catalogue import browsing
from storefront.catalogue.forms import QuantityForm
from storefront.clinics.branding import colours, views
from storefront.clinics.models import Clinic
from storefront.languages import english_name
from storefront.money import Money
from storefront.upstream.types import Cart, Line, Product

SHOP_CSS = settings.BASE_DIR / "static" / "shop.css"
DARK = re.compile(r"\(\s*prefers-color-scheme:\s*dark\s*\)")
SCHEMES = {"light": "(max-width:0)", "dark": "(min-width:0)"}  # never, and always
PAGES = {"catalogue": "catalogue/shelf.html", "cart": "checkout/cart.html"}


class ClinicPreview(admin.ModelAdmin):  # type: ignore[type-arg]
    """For the ``ModelAdmin`` of clinics: the field ``preview``, and the pages behind it."""

    @admin.display(description="Preview")
    def preview(self, clinic: Clinic) -> str:
        codes = clinic.language_codes
        context = {
            "clinic": clinic,
            "frames": [(name, scheme) for name in PAGES for scheme in SCHEMES],
            "frame": reverse("admin:clinics_clinic_frame", args=[clinic.pk]),
            "languages": [(code, english_name(code)) for code in codes],
            **contrast_of(clinic.brand_primary),
        }
        return render_to_string("admin/clinics/preview.html", context)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("contrast/", wrap(self._for_viewers(contrast)), name="clinics_clinic_contrast"),
            path("preview.css", wrap(self._for_viewers(preview_css)), name="clinics_clinic_preview_css"),
            path("<int:pk>/preview/", wrap(self._for_viewers(self._of_clinic(frame))), name="clinics_clinic_frame"),
            path("<int:pk>/logo.webp", wrap(self._for_viewers(self._of_clinic(logo))), name="clinics_clinic_logo"),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """With room for the frames."""
        response = super().change_view(request, *args, **kwargs)
        response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]
        return response

    def _for_viewers(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @require_safe
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not self.has_view_permission(request):
                raise Http404
            return view(request, **kwargs)

        return guarded

    def _of_clinic(self, view: Callable[[HttpRequest, Clinic], HttpResponse]) -> Callable[..., HttpResponse]:
        def found(request: HttpRequest, pk: int) -> HttpResponse:
            clinic: Clinic | None = self.get_object(request, str(pk))
            if clinic is None:
                raise Http404
            return view(request, clinic)

        return found


def contrast(request: HttpRequest) -> HttpResponse:
    """What becomes of the colour in ``?primary=``, as a part of the page."""
    try:
        primary = colours.normal(request.GET.get("primary", ""))
    except ValueError:
        return HttpResponse(status=204)
    return render(request, "admin/clinics/contrast.html", contrast_of(primary))


def contrast_of(primary: str) -> dict[str, Any]:
    return {"primary": primary, "checks": colours.checks(primary), "nearest": colours.nearest(primary)}


def preview_css(request: HttpRequest) -> HttpResponse:
    """The shop's own stylesheet with the typed colour, fixed to light or dark whatever the browser prefers."""
    scheme = request.GET.get("scheme", "light")
    try:
        primary = colours.normal(request.GET.get("primary", ""))
        always_or_never = SCHEMES[scheme]
    except (ValueError, KeyError):
        raise Http404 from None
    styles = SHOP_CSS.read_text() + views.stylesheet(Clinic(brand_primary=primary))
    pinned = f"{DARK.sub(always_or_never, styles)}:root{{color-scheme:{scheme}}}"
    return HttpResponse(pinned, content_type="text/css; charset=utf-8")


def frame(request: HttpRequest, clinic: Clinic) -> HttpResponse:
    """One page of the shop: ``page`` is catalogue or cart, ``scheme`` light or dark, ``primary`` a colour."""
    page, scheme = request.GET.get("page", "catalogue"), request.GET.get("scheme", "light")
    language = request.GET.get("language", "")
    if page not in PAGES or scheme not in SCHEMES:
        raise Http404
    try:
        primary = colours.normal(request.GET.get("primary", clinic.brand_primary))
    except ValueError:
        primary = clinic.brand_primary
    css = f"{reverse('admin:clinics_clinic_preview_css')}?scheme={scheme}&primary={primary[1:]}"
    logo_at = reverse("admin:clinics_clinic_logo", args=[clinic.pk])
    request.clinic = clinic  # type: ignore[attr-defined]
    with override(language if language in clinic.language_codes else clinic.language_codes[0]), as_in_the_shop():
        picture = views.logo_url(clinic)
        context = {
            "pinned_css": css,
            "brand_css": "",
            "logo": logo_at if picture.startswith("/logo.webp") else picture,
            "cart_count": 2,
            **sample(clinic),
        }
        response = render(request, PAGES[page], context)
    response["X-Frame-Options"] = "SAMEORIGIN"
    # No script runs in it. blob: is a logo that was chosen and is not uploaded yet.
    framed = {"frame-ancestors": [SELF], "script-src": None, "connect-src": None, "img-src": [SELF, "blob:"]}
    response._csp_replace = framed  # type: ignore[attr-defined]
    return response


def logo(request: HttpRequest, clinic: Clinic) -> HttpResponse:
    return views.logo_of(clinic, request)


@contextmanager
def as_in_the_shop() -> Iterator[None]:
    """URLs are those of a clinic's host."""
    before = get_urlconf()
    set_urlconf(settings.ROOT_URLCONF)
    try:
        yield
    finally:
        set_urlconf(before)


def sample(clinic: Clinic) -> dict[str, Any]:
    """Three products, two of them in the cart. Invented: a preview asks no upstream."""

    def price(amount: int) -> Money:
        return Money.of(amount, clinic.currency)

    prices = enumerate((48, 32, 120), 1)
    products = tuple(Product(f"p{n}", f"{gettext('Product')} {n}", price(amount)) for n, amount in prices)
    lines = tuple(Line(p.ref, p.ref, p.name, 1, p.price, p.price) for p in products[:2])
    cart = Cart("sample", lines, total=price(80), subtotal=price(80))
    rows = [{"line": line, "form": QuantityForm(ref=line.ref)} for line in lines]
    return {"view": browsing.look(clinic, products, QueryDict()), "cart": cart, "rows": rows}
