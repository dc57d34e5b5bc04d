"""A clinic's page in the staff pages, as a test fills it in."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from storefront.clinics.models import Clinic
from tests.world import CAREPORTALS, ELASTICPATH

SECRET = "sk_live_canary_0123456789"
TABLE = f'kind = "decoda"\ntenant = "lumina"\napi_key = "{SECRET}"\n'
LIST = "/admin/clinics/clinic/"
NEW: dict[str, Any] = {
    "name": "Meadow Aesthetics",
    "slug": "",
    "languages_0": ["en"],
    "languages_1": "en",
    "country": "CA",
    "currency": "CAD",
    "support_email": "help@meadow.example",
    "support_phone": "",
}
PAGE: dict[str, Any] = NEW | {"slug": "meadow", "brand_primary": "#0b6e4f", "logo": "", "is_open": "on"}
FIELDS: dict[str, dict[str, Any]] = {
    "decoda": {"api": "https://api.decodahealth.com", "app": "https://app.decodahealth.com", "tenant": "lumina"},
    "careportals": {key: CAREPORTALS[key] for key in ("patient_api", "public_api", "organization")}
    | {"patient_prefix": "/patient", "public_prefix": "/public"},
    "elasticpath": {key: value for key, value in ELASTICPATH.items() if key not in {"kind", "client_secret"}},
}


def page_of(clinic: Clinic, name: str = "change") -> str:
    return f"{LIST}{clinic.pk}/{name}/"


def read(browser: Client, path: str) -> str:
    reply = browser.get(path)
    assert reply.status_code == 200, path
    return reply.content.decode()


def saved(browser: Client, clinic: Clinic, *coupons: dict[str, Any], **changes: Any) -> Any:
    """The clinic's page sent with these coupons, new or (with an ``id``) known."""
    rows = {f"coupons-{n}-{name}": value for n, coupon in enumerate(coupons) for name, value in coupon.items()}
    known = sum("id" in coupon for coupon in coupons)
    counts = {"coupons-TOTAL_FORMS": len(coupons), "coupons-INITIAL_FORMS": known}
    return browser.post(page_of(clinic), inlines_of(browser, clinic) | PAGE | rows | counts | changes)


def inlines_of(browser: Client, clinic: Clinic) -> dict[str, str]:
    """The rows that the page would send unchanged, so that a change is only what a test changes."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", read(browser, page_of(clinic))):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and "-" in name[1] and "__prefix__" not in name[1] and "checkbox" not in tag and "file" not in tag:
            fields[name[1]] = value[1] if value else ""
    return fields


def as_it_is(browser: Client, clinic: Clinic) -> dict[str, Any]:
    """All that the page would send unchanged."""
    page = read(browser, page_of(clinic))
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'\bname="([^"]+)"', tag), re.search(r'\bvalue="([^"]*)"', tag)
        if name and "__prefix__" not in name[1] and not re.search(r'type="(checkbox|submit|file|color)"', tag):
            sent[name[1]] = value[1] if value else ""
        elif name and "checked" in tag:
            sent.setdefault(name[1], []).append(value[1] if value else "on")
    for name_, inside in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        sent[name_] = (re.findall(r'<option value="([^"]*)" selected', inside) or [""])[0]
    for name_, inside in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S):
        sent[name_] = inside.strip()
    return {name: value for name, value in sent.items() if "__prefix__" not in name}


def changed(browser: Client, clinic: Clinic, **changes: Any) -> Any:
    """The page as it is, but for these changes."""
    return browser.post(page_of(clinic), as_it_is(browser, clinic) | changes)
