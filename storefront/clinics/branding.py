"""A clinic's colour as custom properties, with the contrast that text and controls need on light and dark pages."""

from __future__ import annotations

import hashlib
from colorsys import hls_to_rgb, rgb_to_hls

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from storefront.catalogue.pictures import shrunk
from storefront.clinics.models import Clinic
from storefront.upstream.errors import UpstreamError

Colour = tuple[float, float, float]

LIGHT_PAGE: Colour = (1.0, 1.0, 1.0)
DARK_PAGE: Colour = (0.08, 0.09, 0.10)
TEXT_CONTRAST = 4.6  # WCAG 2.2 asks 4.5; a hair more survives rounding to eight bits


def brand_css(request: HttpRequest) -> HttpResponse:
    """``/brand.css``: cached for a year, its address changes with its content."""
    clinic: Clinic = request.clinic  # type: ignore[attr-defined]
    response = HttpResponse(stylesheet(clinic), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def brand_url(clinic: Clinic) -> str:
    return f"{reverse('brand')}?v={hashlib.sha256(stylesheet(clinic).encode()).hexdigest()[:12]}"


def logo(request: HttpRequest) -> HttpResponse:
    """``/logo.webp``: a logo that lives elsewhere, from our own host, like a product picture."""
    clinic: Clinic = request.clinic  # type: ignore[attr-defined]
    if not clinic.logo.startswith("https://"):
        raise Http404
    try:
        data = shrunk(clinic, clinic.logo)
    except UpstreamError:
        raise Http404 from None
    return HttpResponse(data, content_type="image/webp", headers={"Cache-Control": "public, max-age=86400"})


def logo_url(clinic: Clinic) -> str:
    """Empty when there is none: the name is shown then."""
    if clinic.logo.startswith("https://"):
        return f"{reverse('logo')}?v={hashlib.sha256(clinic.logo.encode()).hexdigest()[:12]}"
    return clinic.logo


def stylesheet(clinic: Clinic) -> str:
    brand = parse(clinic.brand_primary)
    return (
        f":root{{{_properties(brand, LIGHT_PAGE)}}}"
        f"@media (prefers-color-scheme:dark){{:root{{{_properties(brand, DARK_PAGE)}}}}}"
    )


def _properties(brand: Colour, page: Colour) -> str:
    fill = readable_on(brand, page, 3.0)  # a button must stand out from the page
    text_on_fill = LIGHT_PAGE if contrast(fill, LIGHT_PAGE) >= contrast(fill, (0.0, 0.0, 0.0)) else (0.0, 0.0, 0.0)
    if contrast(fill, text_on_fill) < TEXT_CONTRAST:
        fill = readable_on(fill, text_on_fill, TEXT_CONTRAST)
    strong = readable_on(brand, page, TEXT_CONTRAST)
    return f"--brand:{text(fill)};--on-brand:{text(text_on_fill)};--brand-strong:{text(strong)}"


def readable_on(colour: Colour, background: Colour, wanted: float) -> Colour:
    """The nearest lightness of the same hue that has the wanted contrast on the background."""
    hue, lightness, saturation = rgb_to_hls(*colour)
    step = -0.01 if luminance(background) > 0.5 else 0.01
    while contrast(colour, background) < wanted and 0 <= lightness + step <= 1:
        lightness += step
        colour = hls_to_rgb(hue, lightness, saturation)
    return colour


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.2 contrast ratio, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def parse(hex_colour: str) -> Colour:
    """``#0b6e4f`` to red, green and blue between 0 and 1."""
    digits = hex_colour.removeprefix("#")
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def text(colour: Colour) -> str:
    return "#" + "".join(f"{round(c * 255):02x}" for c in colour)
