"""The next date of a renewal: from tomorrow on, within 90 days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from checkout.steps.renewal_forms import NextDateForm


@pytest.mark.parametrize(("days", "fits"), [(-1, False), (0, False), (1, True), (90, True), (91, False)])
def test_only_a_date_in_reach_is_taken(days: int, fits: bool) -> None:
    wanted = timezone.localdate() + timedelta(days=days)

    assert NextDateForm({"date": wanted.isoformat()}).is_valid() is fits


@pytest.mark.parametrize("typed", ["", "soon", "31/12/2026", "2026-02-30"])
def test_what_is_no_date_is_said_in_words(typed: str) -> None:
    assert "date" in NextDateForm({"date": typed}).errors["date"][0]
