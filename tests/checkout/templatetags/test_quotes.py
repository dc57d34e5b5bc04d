"""Quotes in templates."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from checkout.templatetags.quotes import state_words
from storefront.upstream.types import QuoteStatus


@pytest.mark.parametrize("status", QuoteStatus)
def test_each_state_has_words_of_its_own(status: QuoteStatus) -> None:
    said = {state_words(SimpleNamespace(status=each)) for each in QuoteStatus}  # type: ignore[arg-type]

    assert state_words(SimpleNamespace(status=status))  # type: ignore[arg-type]
    assert len(said) == len(QuoteStatus)
