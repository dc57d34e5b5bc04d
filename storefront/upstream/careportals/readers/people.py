"""``POST /auth/login`` and ``GET /users/account``."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import Field

from storefront.upstream import strict_json
from storefront.upstream.careportals.readers.addresses import AddressShape, address_of
from storefront.upstream.fields import Maybe, Ref, Shape, Text, Token, reading
from storefront.upstream.types import Access, Profile, SignedInAccount
from storefront.upstream.wire import Reply

USUAL_LIFE = timedelta(hours=24)


class _Person(Shape):
    first_name: Text = ""
    last_name: Text = ""
    email: Text = ""
    phone: Text = ""


class _Login(_Person):
    id: Ref = Field(alias="_id")
    token: Token
    exp: Any = None


class _Addresses(Shape):
    default: AddressShape | None = None


class _Account(Shape):
    profile: _Person
    address: Maybe[_Addresses] = None


def read_signed_in(reply: Reply) -> SignedInAccount:
    with reading(reply, "sign-in"):
        login = _Login.model_validate(reply.json)
    access = Access(patient_ref=login.id, token=login.token, expires_at=_end_of(login))
    return SignedInAccount(access, _profile(login))


def read_profile(reply: Reply) -> Profile:
    with reading(reply, "account"):
        account = _Account.model_validate(reply.json)
    return _profile(account.profile, account.address.default if account.address else None)


def _profile(person: _Person, address: AddressShape | None = None) -> Profile:
    return Profile(
        given_name=person.first_name,
        family_name=person.last_name,
        email=person.email,
        phone=person.phone,
        address=address_of(address),
    )


def _end_of(login: _Login) -> datetime:
    """``exp`` in epoch seconds, a string or a number; else what the token says; else the day that is usual."""
    return _moment(login.exp) or _moment(_claim(login.token)) or datetime.now(UTC) + USUAL_LIFE


def _moment(seconds: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(str(seconds).partition(".")[0]), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _claim(token: str) -> Any:
    """The token's own ``exp``: a hint about when to ask for the password again, and never a proof of anything."""
    try:
        payload = token.split(".")[1]
        claims = strict_json.parse(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, IndexError):
        return None
    return claims.get("exp") if isinstance(claims, dict) else None
