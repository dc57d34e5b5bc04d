"""Signed links for the mail: for one purpose, one clinic and one account, for a while, and once.

A token holds a fingerprint of what its use will change, so it is worth nothing afterwards and nothing is kept of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import constant_time_compare, salted_hmac

from storefront.clinics.models import Clinic
from storefront.local_accounts.models import LocalAccount


@dataclass(frozen=True, slots=True)
class Purpose:
    name: str
    max_age: timedelta
    state: Callable[[LocalAccount], str]


VERIFY = Purpose("verify", timedelta(days=3), lambda account: f"{account.email_digest} {account.email_verified_at}")
RESET = Purpose(
    "reset", timedelta(minutes=10), lambda account: f"{account.email_digest} {account.password} {account.epoch}"
)


def make(purpose: Purpose, account: LocalAccount) -> str:
    content = [account.external_id.hex, _fingerprint(purpose, account, settings.SECRET_KEY)]
    return _signer(purpose, account.clinic).sign_object(content)


def read(purpose: Purpose, clinic: Clinic, token: str) -> LocalAccount | None:
    """The account, or None for a token that is wrong, too old, used, or of another clinic or purpose."""
    try:
        external_id, fingerprint = _signer(purpose, clinic).unsign_object(token, max_age=purpose.max_age)
    except BadSignature:
        return None
    account = clinic.local_accounts.filter(external_id=UUID(external_id)).first()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    fits = account and any(constant_time_compare(fingerprint, _fingerprint(purpose, account, key)) for key in keys)
    return account if fits else None


def _signer(purpose: Purpose, clinic: Clinic) -> TimestampSigner:
    return TimestampSigner(sep=".", salt=f"{_salt(purpose)}.{clinic.slug}")


def _fingerprint(purpose: Purpose, account: LocalAccount, key: str) -> str:
    return salted_hmac(_salt(purpose), purpose.state(account), secret=key, algorithm="sha256").hexdigest()[:32]


def _salt(purpose: Purpose) -> str:
    return f"storefront.patients.local.{purpose.name}"
