"""The second factor of a member of staff: an authenticator on the phone, and ten recovery codes for when it is lost."""

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

from storefront.staff.phones import DIGITS, Phone

RECOVERY_CODES = 10


def has_phone(user: User) -> bool:
    return bool(Phone.objects.filter(user=user, confirmed=True).exists())


def accepted(user: User, typed: str) -> Device | None:
    """The device whose code this is. Each code is taken once, also when it is sent twice at the same moment."""
    code = "".join(typed.split()).replace("-", "").lower()
    kind, token = (Phone, code) if is_digits(code) else (StaticDevice, kept(user, code))
    with transaction.atomic():
        for device in kind.objects.select_for_update().filter(user=user, confirmed=True):
            if device.verify_token(token):
                return device
    return None


def is_digits(code: str) -> bool:
    return len(code) == DIGITS and code.isascii() and code.isdigit()


# -- a new phone -------------------------------------------------------------------------------------------------------


def new_phone(user: User) -> Phone:
    """Counts for nothing until a code of it was right. A secret of its own each time: who saw an earlier one has
    nothing."""
    Phone.objects.filter(user=user, confirmed=False).delete()
    return Phone.give(user, confirmed=False)


def confirm(phone: Phone, typed: str) -> bool:
    """When the code is its own, the new phone takes the place of the old one."""
    code = "".join(typed.split())
    with transaction.atomic():
        waiting = Phone.objects.select_for_update().filter(pk=phone.pk, confirmed=False).first()
        if waiting is None or not is_digits(code) or not waiting.verify_token(code):
            return False
        Phone.objects.filter(user=phone.user, confirmed=True).delete()
        Phone.objects.filter(pk=phone.pk).update(confirmed=True)
    return True


def secret_to_type(phone: Phone) -> str:
    """In groups of four, for who cannot scan."""
    secret = b32encode(phone.secret).decode().rstrip("=")
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def qr_path(phone: Phone) -> tuple[str, int]:
    """The QR code as the ``d`` of one SVG path, and the width of its square; a unit is one dot."""
    code = QRCode(border=4, error_correction=ERROR_CORRECT_L)  # on a screen nothing gets lost
    code.add_data(phone.address)
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
        StaticToken.objects.bulk_create([StaticToken(device=device, token=kept(user, code)) for code in codes])
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def recovery_codes_left(user: User) -> int:
    return int(StaticToken.objects.filter(device__user=user).count())


def kept(user: User, code: str) -> str:
    """What the database holds of a code. Keyed with our secret: a copy of the table opens nothing."""
    key = settings.SECRET_KEY.encode()[:64]
    return hashlib.blake2b(f"{user.pk}:{code}".encode(), key=key, digest_size=8).hexdigest()


def forget_all(user: User) -> None:
    """No second factor any more, and so no sign-in that goes on: the next one leads to a new phone."""
    for kind in (Phone, StaticDevice):
        kind.objects.filter(user=user).delete()
