"""People who sign up and sign in, and what they are refused with."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import (
    Busy,
    Misconfigured,
    NoAccount,
    OutcomeUnknown,
    Refused,
    SignInRefused,
    SignUpRefused,
)
from storefront.upstream.types import Profile
from tests.upstream.elasticpath.common import NEW, check, raised_by
from tests.upstream.elasticpath.examples import ACCOUNT, SIGNED_IN, refusal


def test_a_sign_in_holds_without_the_members_name(shop: Any) -> None:
    clinic, _ = shop((201, SIGNED_IN | {"meta": None}), (403, refusal("403")))

    first, _ = clinic.accounts.sign_in("erin@summit.example", "pw")

    assert first.access.account_ref == ACCOUNT
    assert first.profile == Profile("Erin Example", "", "erin@summit.example")


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422])
@pytest.mark.parametrize("written", [int, str])
def test_every_refused_sign_in_is_the_same(shop: Any, status: int, written: Any) -> None:
    clinic, _ = shop((status, refusal(written(status), "x", "authentication failed")))

    check(raised_by(lambda: clinic.accounts.sign_in("erin@summit.example", "pw")), SignInRefused)
    check(raised_by(lambda: clinic.accounts.sign_up(NEW)), SignUpRefused)


@pytest.mark.parametrize(("status", "kind"), [(403, Misconfigured), (429, Busy), (503, OutcomeUnknown)])
def test_what_is_not_about_the_password(shop: Any, status: int, kind: Any) -> None:
    clinic, _ = shop((status, refusal(status)))

    check(raised_by(lambda: clinic.accounts.sign_in("erin@summit.example", "pw")), kind)


@pytest.mark.parametrize("data", [[], None])
def test_a_member_without_an_account_is_told_apart(shop: Any, data: Any) -> None:
    clinic, _ = shop((201, SIGNED_IN | {"data": data}))

    error = raised_by(lambda: clinic.accounts.sign_in("erin@summit.example", "pw"))

    check(error, NoAccount)


def test_passwords_are_not_reset_here(shop: Any) -> None:
    clinic, store = shop({})

    assert clinic.can.reset_password is False
    check(raised_by(lambda: clinic.accounts.forgot_password("erin@summit.example")), Refused)
    assert store.asked == []
