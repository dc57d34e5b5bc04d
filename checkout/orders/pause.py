"""A pause of all orders, for when the database has gone back in time (a restored copy, a standby that lagged behind).

A claim that is forgotten is what claiming, sending once and looking cannot make up for. So an operator holds all orders
for a while: what was under way comes to its end. Afterwards every attempt that is older than the hold is looked up once
before it is sent or paid.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from checkout.models import Hold, OrderAttempt
from storefront.failure_words import NotNow

QUIET = timedelta(minutes=3)  # longer than any call may take, and than the wait after a fence


def begin(length: timedelta = QUIET) -> Hold:
    now = timezone.now()
    return Hold.objects.create(began_at=now, until=now + length)


def end() -> int:
    """Orders may be sent again, each that is older than the hold after a look. Gives how many holds were ended."""
    now = timezone.now()
    return Hold.objects.filter(until__gt=now).update(until=now)


def stop_while_held() -> None:
    """``NotNow`` while there is a hold."""
    if Hold.objects.filter(until__gt=timezone.now()).exists():
        raise NotNow(_("Orders are paused for a few minutes. Please try again then."))


def is_older_than_hold(attempt: OrderAttempt) -> bool:
    """Whether it may have been sent by a claim that is forgotten, and was not looked up since."""
    not_looked_up = Q() if attempt.looked_at is None else Q(until__gt=attempt.looked_at)
    return Hold.objects.filter(not_looked_up, began_at__gte=attempt.created_at).exists()
