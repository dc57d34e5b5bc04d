"""A pause of all orders, for when the database has gone back in time (a restored copy, a standby that lagged behind).

Claims, single sending and look-ups cannot make up for a claim that is forgotten. So an operator pauses all orders for a
while: what was under way comes to its end. Afterwards every attempt that is older than the pause is looked up once
before it is sent or paid.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from checkout.models import OrderAttempt, Pause
from storefront.failure_words import NotNow

QUIET = timedelta(minutes=3)  # longer than any call may take, and than the wait after a cart is closed


def begin(length: timedelta = QUIET) -> Pause:
    now = timezone.now()
    return Pause.objects.create(began_at=now, until=now + length)


def end() -> int:
    """Orders may be sent again; those older than the pause after a look-up. Gives how many pauses were ended."""
    now = timezone.now()
    return Pause.objects.filter(until__gt=now).update(until=now)


def stop_while_paused() -> None:
    """``NotNow`` during a pause."""
    if Pause.objects.filter(until__gt=timezone.now()).exists():
        raise NotNow(_("Orders are paused for a few minutes. Please try again then."))


def is_older_than_pause(attempt: OrderAttempt) -> bool:
    """Whether it may have been sent by a claim that is forgotten, and was not looked up since."""
    not_looked_up = Q() if attempt.looked_up_at is None else Q(until__gt=attempt.looked_up_at)
    return Pause.objects.filter(not_looked_up, began_at__gte=attempt.created_at).exists()
