"""Keyed digests: what is looked up or compared without being kept.

Of an address or a patient every key of ``FIELD_KEYS`` makes its own digest. The first key's is written and all are
looked for, so a key can be rotated as for sealed texts.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import salted_hmac

from storefront.text import exact


def email_digests(clinic: str, email: str) -> list[str]:
    """One per key, the one to write first. The clinic is part of it: the same address differs from clinic to clinic."""
    return _digests("email", f"{clinic}\n{same_address(email)}")


def patient_digests(clinic: str, patient_ref: str) -> list[str]:
    """Of a patient by the upstream's id, in the same way."""
    return _digests("patient", f"{clinic}\n{patient_ref}")


def same_address(email: str) -> str:
    """Two spellings with the same result are one mailbox to us, whatever RFC 5321 says of letter case."""
    return exact(email).casefold()


def code_digest(account: str, code: str) -> str:
    return salted_hmac("storefront.patients.local.code", f"{account}\n{code}", algorithm="sha256").hexdigest()


def _digests(purpose: str, text: str) -> list[str]:
    keys = _keys(tuple(settings.FIELD_KEYS), purpose)
    return [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in keys]


@lru_cache(maxsize=16)
def _keys(secrets: tuple[str, ...], purpose: str) -> list[bytes]:
    info = f"storefront {purpose} digest".encode()
    return [HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode()) for secret in secrets]
