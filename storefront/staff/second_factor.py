"""The second factor of a member of staff: an authenticator app, and ten recovery codes for when it is lost."""

from __future__ import annotations

import hashlib
from base64 import b32encode

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from qrcode.constants import ERROR_CORRECT_L
from qrcode.main import QRCode

from storefront.staff.totp import DIGITS, Authenticator

RECOVERY_CODES = 10


def has_authenticator(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, confirmed=True).exists())


def verify(user: User, typed: str) -> Device | None:
    """The device whose code this is. Each code is taken once, also when it is sent twice at the same moment."""
    code = "".join(typed.split()).replace("-", "").lower()
    kind, tokens = (Authenticator, [code]) if is_digits(code) else (StaticDevice, recovery_code_hashes(user, code))
    with transaction.atomic():
        for device in kind.objects.select_for_update().filter(user=user, confirmed=True):
            if any(device.verify_token(token) for token in tokens):
                return device
    return None


def is_digits(code: str) -> bool:
    return len(code) == DIGITS and code.isascii() and code.isdigit()


# -- a new authenticator app -------------------------------------------------------------------------------------------


def new_authenticator(user: User) -> Authenticator:
    """Counts for nothing until a code of it was right. A secret of its own each time: who saw an earlier one has
    nothing."""
    Authenticator.objects.filter(user=user, confirmed=False).delete()
    return Authenticator.give(user, confirmed=False)


def confirm(authenticator: Authenticator, typed: str) -> bool:
    """When the code is its own, the new app takes the place of the old one."""
    code = "".join(typed.split())
    with transaction.atomic():
        waiting = Authenticator.objects.select_for_update().filter(pk=authenticator.pk, confirmed=False).first()
        if waiting is None or not is_digits(code) or not waiting.verify_token(code):
            return False
        Authenticator.objects.filter(user=authenticator.user, confirmed=True).delete()
        Authenticator.objects.filter(pk=authenticator.pk).update(confirmed=True)
    return True


def secret_to_type(authenticator: Authenticator) -> str:
    """In groups of four, for who cannot scan."""
    secret = b32encode(authenticator.secret).decode().rstrip("=")
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def qr_path(authenticator: Authenticator) -> tuple[str, int]:
    """The QR code as the ``d`` of one SVG path, and the width of its square; a unit is one dot."""
    code = QRCode(border=4, error_correction=ERROR_CORRECT_L)  # on a screen nothing gets lost
    code.add_data(authenticator.url)
    code.make()
    dots = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(dots) for x, dark in enumerate(row) if dark)
    return path, len(dots)


# -- recovery codes ----------------------------------------------------------------------------------------------------


def new_recovery_codes(user: User) -> list[str]:
    """Ten new ones; the old ones are worth nothing any more. Only their hashes are kept, so this is the one time."""
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        device, _new = StaticDevice.objects.get_or_create(user=user, name="recovery codes")
        device.token_set.all().delete()
        hashes = [recovery_code_hashes(user, code)[0] for code in codes]
        StaticToken.objects.bulk_create([StaticToken(device=device, token=each) for each in hashes])
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def recovery_codes_left(user: User) -> int:
    return int(StaticToken.objects.filter(device__user=user).count())


def recovery_code_hashes(user: User, code: str) -> list[str]:
    """What the database holds of a recovery code: one for each ``SECRET_KEY``, the one to write first.

    Keyed with our secret: a copy of the table opens nothing.
    """
    keys = [key.encode()[:64] for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return [hashlib.blake2b(f"{user.pk}:{code}".encode(), key=key, digest_size=8).hexdigest() for key in keys]


def reset(user: User) -> None:
    """No second factor any more, and so no sign-in that goes on: the next one leads to a new authenticator app."""
    for kind in (Authenticator, StaticDevice):
        kind.objects.filter(user=user).delete()
