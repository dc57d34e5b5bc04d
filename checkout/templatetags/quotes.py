"""Quotes in templates."""

from __future__ import annotations

from django import template

from checkout.words.quotes import STATES
from storefront.upstream.types import Quote

register = template.Library()


@register.filter
def state_words(quote: Quote) -> str:
    return str(STATES[quote.status])
