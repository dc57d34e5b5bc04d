"""The currency of an answer: CarePortals seldom says it, and when it does it must be the clinic's."""

from __future__ import annotations

from storefront.upstream.fields import InvalidValueError


def same_currency(said: str, clinics: str) -> str:
    if said and said.upper() != clinics:
        raise InvalidValueError("currency: not the clinic's")
    return clinics
