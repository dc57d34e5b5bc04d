"""The authenticator of a member of staff: a secret that is shared with a phone, sealed at rest.

A code is taken once. The last step that was used is raised by one conditional UPDATE, so of sign-ins that bring the
same code at the same moment one comes through.
"""

from __future__ import annotations

import logging
import os
import time
import uuid
from base64 import b32encode
from urllib.parse import quote, urlencode

from django.contrib.auth.models import User
from django.db import models
from django_otp.models import Device
from django_otp.oath import TOTP

from storefront.sealing import Unsealable, seal, sealed_anew, unseal

log = logging.getLogger(__name__)

DIGITS = 6
STEP = 30  # seconds that a code is shown
TOLERANCE = 1  # steps that a phone's clock may be off, either way
SECRET_BYTES = 20  # as many as SHA-1 gives, which is what every authenticator knows
ISSUER = "Clinic storefront"  # what an authenticator calls it


class Phone(Device):  # type: ignore[misc]
    """Time-based codes of six digits. ``place`` is what the seal is bound to: made with the row, never changed."""

    name = None  # each person has one
    place = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sealed_secret = models.TextField()
    last_step = models.BigIntegerField(default=-1, help_text="Of the last code that was taken: only later ones are")

    def __str__(self) -> str:
        return f"phone of {self.user}"

    @classmethod
    def give(cls, user: User, secret: bytes = b"", *, confirmed: bool = True) -> Phone:
        """A row of its own, with a fresh secret unless told. ``secret`` is raw bytes."""
        phone = cls(user=user, confirmed=confirmed)
        phone.sealed_secret = phone._seal(secret or os.urandom(SECRET_BYTES))
        phone.save()
        return phone

    @property
    def secret(self) -> bytes:
        """Raises ``Unsealable``."""
        return bytes.fromhex(unseal(self.sealed_secret, bound_to=self._binding))

    @property
    def address(self) -> str:
        """What the QR code says: ``otpauth://totp/...`` with the secret in it."""
        told = {
            "secret": b32encode(self.secret).decode(),
            "issuer": ISSUER,
            "algorithm": "SHA1",
            "digits": DIGITS,
            "period": STEP,
        }
        return f"otpauth://totp/{quote(f'{ISSUER}:{self.user.get_username()}')}?{urlencode(told, quote_via=quote)}"

    def verify_token(self, token: str) -> bool:
        """Takes the code, when it is one of now, not used before and not older than the last one used.

        The secret is sealed anew with it, under the first of ``FIELD_KEYS``: a phone that is used follows a rotation.
        """
        try:
            secret = self.secret
        except Unsealable:
            log.error("the secret of staff phone %s cannot be opened with the present FIELD_KEYS: reset it", self.pk)
            return False
        totp = _clock(secret)
        if not totp.verify(int(token), TOLERANCE, self.last_step + 1):
            return False
        unused = Phone.objects.filter(pk=self.pk, last_step__lt=totp.t())
        return bool(unused.update(last_step=totp.t(), sealed_secret=self._seal(secret)))

    def sealed_anew(self) -> dict[str, str]:
        """Under the first of ``FIELD_KEYS``, for ``manage.py reseal``. Raises ``Unsealable``."""
        return {"sealed_secret": sealed_anew(self.sealed_secret, bound_to=self._binding)}

    def _seal(self, secret: bytes) -> str:
        return seal(secret.hex(), bound_to=self._binding)

    @property
    def _binding(self) -> str:
        return f"staff-phone:{self.user_id}:{self.place}"


def code(secret: bytes, later: int = 0) -> str:
    """What a phone with this secret shows now, or will show ``later`` steps from now."""
    totp = _clock(secret)
    totp.drift = later
    return f"{totp.token():0{DIGITS}d}"


def _clock(secret: bytes) -> TOTP:
    totp = TOTP(secret, step=STEP, digits=DIGITS)
    totp.time = time.time()  # one moment for all that is asked of it
    return totp
