"""Access tokens and account tokens, read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from storefront.upstream.errors import Unreadable
from storefront.upstream.types import Profile
from tests.upstream.elasticpath.examples import ACCOUNT, MEMBER, MEMBER_ANSWER, OTHER_ACCOUNT, SIGNED_IN


def test_a_member_of_two_accounts_is_two_patients(shop: Any) -> None:
    clinic, _ = shop((201, SIGNED_IN), MEMBER_ANSWER)

    first, second = clinic.accounts.sign_in("erin@summit.example", "pw")

    assert first.access.patient_ref == ACCOUNT
    assert first.access.account_ref == f"{ACCOUNT}:{MEMBER}"
    assert first.access.token == "acc0unt-t0ken"
    assert first.access.expires_at == datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    assert second.access.patient_ref == OTHER_ACCOUNT
    assert second.access.account_name == "Example Family"
    assert first.profile == second.profile == Profile("Erin van Example", "", "erin@summit.example")


@pytest.mark.parametrize(
    "answer",
    [
        [],
        "token",
        {"data": {}},
        {"data": [{"account_id": ACCOUNT}]},
        {"data": [{"account_id": "a/b", "token": "t"}]},
        {"data": [{"account_id": ACCOUNT, "token": "two words"}]},
    ],
)
def test_a_sign_in_that_makes_no_sense_is_unreadable(shop: Any, answer: Any) -> None:
    clinic, _ = shop((201, answer))

    with pytest.raises(Unreadable):
        clinic.accounts.sign_in("erin@summit.example", "pw")
