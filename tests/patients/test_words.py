"""Sentences about accounts promise only what the clinic's upstream can do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storefront.clinics.models import Clinic
from storefront.commerce import commerce_for
from storefront.patients.words import last_used, sign_up_refused, wrong_password

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=119), "In another browser, used just now"),
        (timedelta(minutes=20), "In another browser, last used 20\xa0minutes ago"),
    ],
)
def test_another_sign_in_is_told_with_its_time(ago: timedelta, words: str) -> None:
    assert last_used(NOW - ago, NOW) == words


def test_a_reset_is_offered_where_there_is_one(harbour: Clinic) -> None:
    can = commerce_for(harbour).can

    assert "or reset your password" in wrong_password(can)
    assert "reset your password" in sign_up_refused(can)


def test_no_reset_is_offered_where_there_is_none(summit: Clinic) -> None:
    can = commerce_for(summit).can

    assert "ask the clinic for help" in wrong_password(can)
    assert "reset" not in wrong_password(can) + sign_up_refused(can)
