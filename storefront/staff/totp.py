"""Time-based one-time codes (TOTP): the secret that an authenticator app shares with us, sealed at rest.

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

from storefront.sealing import UnsealError, seal, sealed_anew, unseal

log = logging.getLogger(__name__)

DIGITS = 6
STEP = 30  # seconds that a code is shown
TOLERANCE = 1  # steps that the clock of the app may be off, either way
SECRET_BYTES = 20  # as many as SHA-1 gives, which is what every authenticator app knows
ISSUER = "Clinic storefront"  # what an authenticator app calls it


class Authenticator(Device):  # type: ignore[misc]
    """The authenticator app of one person. ``place`` is what the seal is bound to: made with the row, never changed."""

    name = None  # each person has one
    place = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sealed_secret = models.TextField()
    last_step = models.BigIntegerField(default=-1, help_text="Of the last code that was taken: only later ones are")

    def __str__(self) -> str:
        return f"authenticator app of {self.user}"

    @classmethod
    def give(cls, user: User, secret: bytes = b"", *, confirmed: bool = True) -> Authenticator:
        """A row of its own, with a fresh secret unless told. ``secret`` is raw bytes."""
        authenticator = cls(user=user, confirmed=confirmed)
        authenticator.sealed_secret = authenticator._seal(secret or os.urandom(SECRET_BYTES))
        authenticator.save()
        return authenticator

    @property
    def secret(self) -> bytes:
        """Raises ``UnsealError``."""
        return bytes.fromhex(unseal(self.sealed_secret, bound_to=self._binding))

    @property
    def url(self) -> str:
        """What the QR code holds: ``otpauth://totp/...`` with the secret in it."""
        parameters = {
            "secret": b32encode(self.secret).decode(),
            "issuer": ISSUER,
            "algorithm": "SHA1",
            "digits": DIGITS,
            "period": STEP,
        }
        account = quote(f"{ISSUER}:{self.user.get_username()}")
        return f"otpauth://totp/{account}?{urlencode(parameters, quote_via=quote)}"

    def verify_token(self, token: str) -> bool:
        """Takes the code, when it is one of now, not used before and not older than the last one used.

        The secret is sealed anew with it, under the first of ``FIELD_KEYS``: an authenticator that is used follows a
        rotation.
        """
        try:
            secret = self.secret
        except UnsealError:
            log.error("the secret of authenticator %s cannot be opened with the present FIELD_KEYS: reset it", self.pk)
            return False
        totp = _clock(secret)
        if not totp.verify(int(token), TOLERANCE, self.last_step + 1):
            return False
        unused = Authenticator.objects.filter(pk=self.pk, last_step__lt=totp.t())
        return bool(unused.update(last_step=totp.t(), sealed_secret=self._seal(secret)))

    def sealed_anew(self) -> dict[str, str]:
        """Under the first of ``FIELD_KEYS``, for ``manage.py reseal``. Raises ``UnsealError``."""
        return {"sealed_secret": sealed_anew(self.sealed_secret, bound_to=self._binding)}

    def _seal(self, secret: bytes) -> str:
        return seal(secret.hex(), bound_to=self._binding)

    @property
    def _binding(self) -> str:
        return f"staff-phone:{self.user_id}:{self.place}"  # another word here would open no secret that is stored


def code(secret: bytes, later: int = 0) -> str:
    """What an app with this secret shows now, or will show ``later`` steps from now."""
    totp = _clock(secret)
    totp.drift = later
    return f"{totp.token():0{DIGITS}d}"


def _clock(secret: bytes) -> TOTP:
    totp = TOTP(secret, step=STEP, digits=DIGITS)
    totp.time = time.time()  # one moment for all that is asked of it
    return totp
