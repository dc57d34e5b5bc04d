"""What became of an order that nobody answered for: look, and settle by what is found."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from enum import Enum, auto

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from checkout.models import IN_QUESTION, OrderAttempt, Refusal, State, Step
from checkout.orders import transitions
from storefront.commerce import commerce_for
from storefront.sessions.patient import load_access
from storefront.upstream.errors import SignedOut, UpstreamError
from storefront.upstream.gate import always_open
from storefront.upstream.ports import Commerce
from storefront.upstream.types import Access, ConfirmationNeeded, Look, OrderRequest, Payment, Question, Verdict

LOOK_AFTER = [timedelta(seconds=s) for s in (2, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 6 * 3600, 24 * 3600)]
LOOK_APART = timedelta(seconds=2)
LOOK_FOR = timedelta(days=7)
ASK_STAFF_AFTER = timedelta(minutes=30)
QUIET = timedelta(minutes=2)  # after the fence
MARGIN = timedelta(seconds=5)
MOST_CALLS_OF_A_PAYMENT = 8  # Decoda: the charge, the card, its set-up, the payment, and what became of it


class Looked(Enum):
    """What a look came to, apart from the state that the attempt has afterwards."""

    ANSWERED = auto()  # the upstream was asked, and what it said was acted upon
    NOT_ASKED = auto()  # nothing is in question, or the sending worker may still be alive
    JUST_BEFORE = auto()  # somebody looked less than two seconds ago
    NO_ACCESS = auto()  # it takes the patient's own sign-in, which has ended
    NO_ANSWER = auto()


def settle_due(now: datetime | None = None) -> int:
    """One pass over everything that is due for a look. Several may run at once. Gives how many were looked at."""
    due = transitions.due(now or timezone.now())
    for attempt in due:
        look(attempt)
    return len(due)


def look(attempt: OrderAttempt, access: Access | None = None) -> Looked:
    """Ask the upstream once, unless somebody just did or the sending worker may still be alive.

    ``access`` is the patient's fresh sign-in where there is one; else the sealed one of the attempt is used.
    A look that fails changes nothing but the time of the next one. ``SignedOut`` when the fresh sign-in has ended.
    """
    if _still_being_sent(attempt):
        return Looked.NOT_ASKED
    if not _my_turn(attempt):
        return Looked.JUST_BEFORE
    if attempt.state == State.SENT and attempt.step != Step.CONFIRM:
        transitions.doubt(attempt, "no_answer_in_time")
    fresh, access = access, access or _sealed_access(attempt)
    looked = _look_with(attempt, access, fresh is not None) if access else Looked.NO_ACCESS
    if attempt.state in (State.SENT, State.UNKNOWN) and age(attempt) > ASK_STAFF_AFTER:
        transitions.hand_over(attempt, "not_settled_by_looking" if access else "no_access_to_look")
    return looked


def look_at_unpaid(attempt: OrderAttempt) -> Looked:
    """Whether an order that waits for its payment was paid elsewhere, such as at the clinic's desk.

    Only a payment that has arrived changes anything. Raises ``AnotherQuestionOpen``.
    """
    commerce = commerce_for(attempt.clinic)
    if not attempt.is_unpaid:
        return Looked.NOT_ASKED
    if not commerce.can.look_outlives_token:
        return Looked.NO_ACCESS
    access = Access(attempt.patient_ref)
    try:
        with always_open():
            found = commerce.orders.look(question(attempt), access)
    except UpstreamError:
        return Looked.NO_ANSWER
    if found.verdict != Verdict.PLACED:
        transitions.looked_up(attempt)
    elif transitions.recall(attempt, None, access):
        _settle(attempt, found)
    return Looked.ANSWERED


def _look_with(attempt: OrderAttempt, access: Access, fresh: bool) -> Looked:
    try:
        commerce = commerce_for(attempt.clinic)
        with always_open():
            found = commerce.orders.look(question(attempt), access)
            _settle(attempt, found)
            if found.verdict == Verdict.NOTHING and commerce.can.fence:
                _without_a_trace(attempt, commerce, access)
    except SignedOut:
        if fresh:
            raise
        return Looked.NO_ACCESS  # the patient's next sign-in looks again
    except UpstreamError:
        return Looked.NO_ANSWER
    return Looked.ANSWERED


def _settle(attempt: OrderAttempt, found: Look) -> None:
    """NOTHING is no proof: the same is seen a second before a late commit. PENDING settles by itself."""
    if found.verdict == Verdict.PLACED or _under_way(found):
        transitions.place(attempt, found.orders, "found_by_look")
    elif found.verdict == Verdict.ORDERED and not attempt.order_ref:
        transitions.ordered(attempt, found.orders[0], "order_found_by_look")
    elif found.verdict == Verdict.CONFIRM and attempt.state == State.UNKNOWN:
        transitions.wait_for_bank(attempt, ConfirmationNeeded())
    elif found.verdict == Verdict.FAILED and _failed_now(attempt):
        transitions.refuse(attempt, Refusal.DECLINED, "failed_by_look")


def _without_a_trace(attempt: OrderAttempt, commerce: Commerce, access: Access) -> None:
    """Look, fence, wait, look: only a cart that can make no order any more, and still has none, was not ordered."""
    if attempt.state not in (State.UNKNOWN, State.REVIEW) or attempt.order_ref or attempt.quote_ref:
        return  # (no upstream lets a patient take back an accepted quote: that is for staff)
    if attempt.fenced_at is None:
        commerce.orders.fence(question(attempt), access)
        transitions.fence(attempt)
    elif attempt.looked_at and attempt.looked_at - attempt.fenced_at > QUIET:
        transitions.refuse(attempt, Refusal.NOT_PLACED, "nothing_came_after_the_fence")


def found_before(attempt: OrderAttempt, request: OrderRequest | None, commerce: Commerce, access: Access) -> bool:
    """Looks now; True when the upstream has what our database does not know of, which is settled by what was found.

    Only for an attempt that may be sent, or paid. Raises what a look raises: then nothing is known, and nothing sent.
    """
    with always_open():
        found = commerce.orders.look(question(attempt), access)
    as_known = {Verdict.NOTHING, Verdict.FAILED} | ({Verdict.ORDERED} if attempt.order_ref else set())
    if found.verdict in as_known:
        transitions.looked_up(attempt)
        return False
    if transitions.recall(attempt, request, access):
        _settle(attempt, found)
    return True


def nothing_was_paid(attempt: OrderAttempt, access: Access | None) -> bool:
    """Looks now; True only when the upstream says that the order exists and no payment is on its way."""
    access = access or _sealed_access(attempt)
    if access is None:
        return False
    try:
        found = commerce_for(attempt.clinic).orders.look(question(attempt), access)
    except UpstreamError:
        return False
    return found.verdict == Verdict.ORDERED


def _failed_now(attempt: OrderAttempt) -> bool:
    """A failure may be that of an earlier try, seen before the later one arrives: then it settles nothing."""
    cause = "paying" if attempt.order_ref else "pressed"
    return attempt.step == Step.CONFIRM or attempt.events.filter(cause=cause).count() == 1


def _under_way(found: Look) -> bool:
    """A bank transfer takes days: the order stands, and its page says that the money is on its way."""
    processing = [order for order in found.orders if order.payment == Payment.PROCESSING]
    return found.verdict == Verdict.PENDING and bool(processing)


def question(attempt: OrderAttempt) -> Question:
    return Question(attempt.key, attempt.cart_ref, attempt.order_ref, attempt.quote_ref)


def _still_being_sent(attempt: OrderAttempt) -> bool:
    if attempt.state not in IN_QUESTION:
        return True
    in_flight = attempt.state == State.SENT and attempt.step != Step.CONFIRM
    calls = MOST_CALLS_OF_A_PAYMENT if attempt.step == Step.PAY else 1
    return in_flight and age(attempt) < timedelta(seconds=settings.UPSTREAM_TOTAL_TIMEOUT * calls) + MARGIN


def _my_turn(attempt: OrderAttempt) -> bool:
    """At most one look in two seconds, whoever asks; the next one is put on the schedule."""
    now = timezone.now()
    old = age(attempt)
    waits = [after for after in LOOK_AFTER if after > old] or [old + LOOK_AFTER[-1]]
    pause = (waits[0] - old) * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, hides nothing
    free = Q(looked_at__isnull=True) | Q(looked_at__lt=now - LOOK_APART)
    taken = OrderAttempt.objects.filter(free, pk=attempt.pk, state__in=IN_QUESTION).update(
        looked_at=now, looks=F("looks") + 1, next_look_at=None if old > LOOK_FOR else now + pause
    )
    attempt.refresh_from_db()
    return bool(taken)


def age(attempt: OrderAttempt) -> timedelta:
    return timezone.now() - (attempt.sent_at or attempt.created_at)


def _sealed_access(attempt: OrderAttempt) -> Access | None:
    kept = attempt.sealed_away().get("access")
    access = load_access(kept) if kept else None
    expired = bool(access and access.expires_at and access.expires_at <= timezone.now())
    return None if expired and not commerce_for(attempt.clinic).can.look_outlives_token else access
