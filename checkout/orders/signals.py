"""What others may want to know of an attempt. Sent by ``transitions.py`` only."""

from __future__ import annotations

from django.dispatch import Signal

order_placed = Signal()  # with ``attempt``: an order is certain, in the transaction that says so
still_waiting = Signal()  # with ``attempt`` and ``access``: after a look-up it still waits for the patient's bank
order_refused = Signal()  # with ``attempt``: the patient is told that there is no order, or no payment
