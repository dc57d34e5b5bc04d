"""A sign-in: who it is, with which token, and until when."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storefront.upstream.errors import Unreadable
from tests.upstream.careportals.examples import LOGIN, PATIENT_REF


def _jwt(claims: Any) -> Any:
    return "h." + base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode() + ".s"


def test_signing_in_gives_access_and_a_name_to_greet(shop: Any) -> None:
    clinic, _ = shop((201, LOGIN))

    (signed_in,) = clinic.accounts.sign_in("ana@harbour.example", "pw")

    assert signed_in.access.patient_ref == PATIENT_REF
    assert signed_in.access.token == "a.b.c"
    assert signed_in.access.expires_at == datetime.fromtimestamp(1790086400, UTC)
    assert signed_in.profile.given_name == "Ana"
    assert "a.b.c" not in repr(signed_in)


@pytest.mark.parametrize(
    ("exp", "token", "seconds"),
    [
        ("1790086400", "a.b.c", 1790086400),
        (1790086400, "a.b.c", 1790086400),
        (1790086400.5, "a.b.c", 1790086400),
        (None, _jwt({"exp": 1790000001}), 1790000001),
        ("soon", _jwt({"exp": "1790000001"}), 1790000001),
    ],
)
def test_the_end_of_a_sign_in_is_theirs_however_they_say_it(shop: Any, exp: Any, token: Any, seconds: int) -> None:
    clinic, _ = shop(LOGIN | {"exp": exp, "token": token})

    (signed_in,) = clinic.accounts.sign_in("a", "b")

    assert signed_in.access.expires_at == datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(
    "token", ["opaque", "a.%%%.c", _jwt([1]), _jwt({}), _jwt({"exp": {"a": 1}}), _jwt({"exp": 1e30})]
)
def test_a_sign_in_that_does_not_say_when_it_ends_lasts_a_day(shop: Any, token: Any) -> None:
    clinic, _ = shop({name: value for name, value in LOGIN.items() if name != "exp"} | {"token": token})

    (signed_in,) = clinic.accounts.sign_in("a", "b")

    left = signed_in.access.expires_at - datetime.now(UTC)
    assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24)


@pytest.mark.parametrize("wrong", [{"token": None}, {"token": "a b"}, {"token": "a\nb"}, {"_id": None}, {"_id": "a/b"}])
def test_a_sign_in_without_a_usable_token_or_patient_is_unreadable(shop: Any, wrong: Any) -> None:
    clinic, _ = shop(LOGIN | wrong)

    with pytest.raises(Unreadable) as raised:
        clinic.accounts.sign_in("a", "b")

    assert next(iter(wrong)) in str(raised.value)
    assert "a.b.c" not in str(raised.value)
