"""Turns at a cart: one request of a visitor at a time changes it, on whichever machine it is answered.

Two tabs that add at the same moment would each make a cart, or each write the whole cart as it was before the other.
A turn is a row of the database with an end, so a process that dies holds nobody up for long, and no connection is held
while the upstream is awaited.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from checkout.models import CartTurn
from storefront.clinics.models import Clinic
from storefront.failure_words import NotNow
from storefront.upstream.waiting import about_to_wait

LEASE = timedelta(seconds=20)  # as long as an upstream may take: after that the next one goes on
LONGEST_WAIT = 22.0  # seconds: longer than a lease, so that a turn that nobody gives back is waited for
BETWEEN_TRIES = 0.1  # seconds
MOST_WAITING = 6  # requests of one visitor in one process: more of them would keep others from being answered

_waiting: Counter[str] = Counter()
_lock = threading.Lock()


class CartBusyError(NotNow):
    """Other requests of this visitor are changing the cart, and there was no turn in time."""

    def __init__(self) -> None:
        super().__init__(_("Your cart is being changed in another tab. Please wait a moment and try again."))


def key_of(clinic: Clinic, owner: str, session_key: str | None) -> str:
    """Of a patient everywhere, of a guest in their session. ``owner`` is the upstream's id of the patient or empty."""
    who = f"patient:{clinic.slug}:{owner}" if owner else f"session:{clinic.slug}:{session_key}"
    return salted_hmac("checkout.cart.turns", who, algorithm="sha256").hexdigest()


@contextmanager
def taken(key: str) -> Iterator[None]:
    """Wait for the turn and hold it. Raises ``CartBusyError``."""
    holder = uuid.uuid4().hex
    if not _take(key, holder):
        with _one_more_waiting(key):
            _wait_for(key, holder)
    try:
        yield
    finally:
        CartTurn.objects.filter(key=key, holder=holder).delete()


def _wait_for(key: str, holder: str) -> None:
    latest = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < latest:
        about_to_wait()
        time.sleep(BETWEEN_TRIES)
        if _take(key, holder):
            return
    raise CartBusyError


def _take(key: str, holder: str) -> bool:
    ended = CartTurn.objects.filter(key=key, until__lte=Now())
    if ended.update(holder=holder, until=Now() + LEASE):
        return True
    if CartTurn.objects.filter(key=key).exists():
        return False
    try:
        with transaction.atomic():
            CartTurn.objects.create(key=key, holder=holder, until=Now() + LEASE)
    except IntegrityError:  # another request was faster
        return False
    return True


@contextmanager
def _one_more_waiting(key: str) -> Iterator[None]:
    with _lock:
        if _waiting[key] >= MOST_WAITING:
            raise CartBusyError
        _waiting[key] += 1
    try:
        yield
    finally:
        with _lock:
            _waiting[key] -= 1
            if not _waiting[key]:
                del _waiting[key]
