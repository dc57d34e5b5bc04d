"""A clinic's branding: its colours as custom properties, its logo, and the icons made from them.

Each URL changes with its content, so that browsers may keep what they have for good. Only under exactly that
URL: just after a change another process may still answer with what was before, and that must not be kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from storefront.clinics.branding import icons
from storefront.clinics.branding.colours import DARK_PAGE, LIGHT_PAGE, Colour, palette, parse, text
from storefront.clinics.models import Clinic, Logo
from storefront.images import shrunk
from storefront.upstream.errors import UpstreamError

FOR_GOOD = "public, max-age=31536000, immutable"
FOR_A_DAY = "public, max-age=86400"
FOR_A_MOMENT = "public, max-age=10"
DRAWN = "1"  # raise it when icons.py draws differently
KEPT = 24 * 60 * 60


@require_safe
def brand_css(request: HttpRequest) -> HttpResponse:
    """``/brand.css``"""
    css = stylesheet(request.clinic)  # type: ignore[attr-defined]
    return _kept(css.encode(), "text/css; charset=utf-8", _control(request, _stamp(css)))


def brand_url(clinic: Clinic) -> str:
    return f"{reverse('brand')}?v={_stamp(stylesheet(clinic))}"


@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """``/logo.webp``: the one that staff uploaded, or one that lives elsewhere, from our own host like a picture."""
    return logo_of(request.clinic, request)  # type: ignore[attr-defined]


def logo_of(clinic: Clinic, request: HttpRequest) -> HttpResponse:
    if uploaded := uploaded_logo(clinic):
        return _kept(bytes(uploaded.data), "image/webp", _control(request, uploaded.digest))
    if not clinic.logo.startswith("https://"):
        raise Http404
    try:
        data = shrunk(clinic, clinic.logo)
    except UpstreamError:
        raise Http404 from None
    return _kept(data, "image/webp", FOR_A_DAY)


def logo_url(clinic: Clinic) -> str:
    """Empty when there is none: the name is shown then."""
    if uploaded := uploaded_logo(clinic):
        return f"{reverse('logo')}?v={uploaded.digest}"
    if clinic.logo.startswith("https://"):
        return f"{reverse('logo')}?v={_stamp(clinic.logo)}"
    return clinic.logo


def uploaded_logo(clinic: Clinic) -> Logo | None:
    try:
        return clinic.uploaded_logo
    except Logo.DoesNotExist:
        return None


@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """``/favicon.svg``"""
    clinic: Clinic = request.clinic  # type: ignore[attr-defined]
    return _kept(icons.svg(clinic).encode(), "image/svg+xml", _control(request, _branding_stamp(clinic)))


@require_safe
def old_icon(request: HttpRequest) -> HttpResponse:
    """``/favicon.ico``: what browsers and crawlers ask for unasked."""
    return _drawn(request, "ico", "image/x-icon", lambda clinic: icons.png(clinic, 32, "ICO"), FOR_A_DAY)


@require_safe
def touch_icon(request: HttpRequest) -> HttpResponse:
    """``/apple-touch-icon.png``"""
    return _drawn(request, "touch", "image/png", lambda clinic: icons.png(clinic, 180), FOR_A_DAY)


@require_safe
def social(request: HttpRequest) -> HttpResponse:
    """``/social.png``: what a shared link to the shop shows."""
    control = _control(request, _branding_stamp(request.clinic))  # type: ignore[attr-defined]
    return _drawn(request, "social", "image/png", lambda clinic: icons.social(clinic, uploaded_logo(clinic)), control)


def icon_url(clinic: Clinic) -> str:
    return f"{reverse('icon')}?v={_branding_stamp(clinic)}"


def social_url(clinic: Clinic, request: HttpRequest) -> str:
    """Absolute, as who reads it is elsewhere."""
    return f"{clinic.origin(request)}{reverse('social')}?v={_branding_stamp(clinic)}"


def stylesheet(clinic: Clinic) -> str:
    brand = parse(clinic.brand_primary)
    return (
        f":root{{{_properties(brand, LIGHT_PAGE)}}}"
        f"@media (prefers-color-scheme:dark){{:root{{{_properties(brand, DARK_PAGE)}}}}}"
    )


def _properties(brand: Colour, page: Colour) -> str:
    colours = palette(brand, page)
    return f"--brand:{text(colours.fill)};--on-brand:{text(colours.on_fill)};--brand-strong:{text(colours.strong)}"


def _drawn(
    request: HttpRequest, what: str, content_type: str, draw: Callable[[Clinic], bytes], control: str
) -> HttpResponse:
    clinic: Clinic = request.clinic  # type: ignore[attr-defined]
    data = cache.get_or_set(f"drawn:{clinic.slug}:{what}:{_branding_stamp(clinic)}", lambda: draw(clinic), KEPT)
    assert isinstance(data, bytes)  # noqa: S101
    return _kept(data, content_type, control)


def _control(request: HttpRequest, stamp: str) -> str:
    """``stamp`` is that of what is served."""
    return FOR_GOOD if request.GET.get("v") == stamp else FOR_A_MOMENT


def _kept(data: bytes, content_type: str, control: str) -> HttpResponse:
    return HttpResponse(data, content_type=content_type, headers={"Cache-Control": control})


def _branding_stamp(clinic: Clinic) -> str:
    uploaded = uploaded_logo(clinic)
    return _stamp("\n".join([DRAWN, clinic.name, clinic.brand_primary, uploaded.digest if uploaded else ""]))


def _stamp(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:12]
