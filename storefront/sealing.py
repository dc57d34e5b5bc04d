"""Sealing text at rest: AES-256-GCM under the ring of ``FIELD_KEYS``, each text bound to the place where it is kept.

A sealed text reads ``v1.<key id>.<base64 of nonce and ciphertext>``. The first key seals and every key of the ring
opens, so a new key is put in front and the old one stays until everything has been sealed anew.
"""

from __future__ import annotations

import base64
import hashlib
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = "v1"
NONCE_BYTES = 12


class UnsealError(Exception):
    """Not sealed by a key of the ring, not for this place, or changed since."""


def seal(text: str, *, bound_to: str) -> str:
    """``bound_to`` names the place (table and row): the same words elsewhere do not open."""
    key_id, key = next(iter(_ring(tuple(settings.FIELD_KEYS)).items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, text.encode(), _binding(key_id, bound_to))
    return f"{VERSION}.{key_id}.{base64.b64encode(sealed).decode()}"


def unseal(sealed: str, *, bound_to: str) -> str:
    """The text that was sealed for this place. Raises ``UnsealError``."""
    try:
        version, key_id, payload = sealed.split(".")
        if version != VERSION:
            raise ValueError(version)
        key = _ring(tuple(settings.FIELD_KEYS))[key_id]
        data = base64.b64decode(payload, validate=True)
        return AESGCM(key).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], _binding(key_id, bound_to)).decode()
    except (ValueError, KeyError, InvalidTag):
        raise UnsealError("not sealed by us for this place") from None


def sealed_anew(sealed: str, *, bound_to: str) -> str:
    """The same under the first key; as it is where that key sealed it already. Raises ``UnsealError``."""
    text = unseal(sealed, bound_to=bound_to)
    first = next(iter(_ring(tuple(settings.FIELD_KEYS))))
    return sealed if sealed.split(".")[1] == first else seal(text, bound_to=bound_to)


def is_strong(secret: str) -> bool:
    """32 bytes in base64, or at least 32 characters that are not all the same few."""
    return len(secret) >= 32 and len(set(secret)) >= 8


@lru_cache(maxsize=8)
def _ring(secrets: tuple[str, ...]) -> dict[str, bytes]:
    keys = [_key(secret) for secret in secrets]
    return {hashlib.sha256(b"key id" + key).hexdigest()[:8]: key for key in keys}


def _key(secret: str) -> bytes:
    try:
        raw = base64.b64decode(secret, validate=True)
    except ValueError:
        raw = b""
    if len(raw) == 32:
        return raw
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"storefront field key").derive(secret.encode())


def _binding(key_id: str, bound_to: str) -> bytes:
    return f"{VERSION}.{key_id}.{bound_to}".encode()
