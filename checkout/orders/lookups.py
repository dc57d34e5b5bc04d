"""What became of an order whose answer was lost: ask the upstream, and resolve the attempt by what it says."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import datetime, timedelta
from enum import Enum, auto

import structlog
from django.conf import settings
from django.db import Error
from django.db.models import F, Q
from django.utils import timezone

from checkout.models import IN_QUESTION, OrderAttempt, Refusal, State, Step
from checkout.orders import transitions
from checkout.orders.causes import Cause
from checkout.orders.signals import still_waiting
from storefront.clinics.models import Clinic
from storefront.commerce import commerce_for
from storefront.sessions.patient import load_access
from storefront.upstream.circuit_breaker import circuit_breakers_bypassed
from storefront.upstream.errors import SignedOut, UpstreamError
from storefront.upstream.ports import Commerce
from storefront.upstream.types import Access, ConfirmationNeeded, LookUp, OrderRequest, Payment, Question, Verdict

log = structlog.stdlib.get_logger(__name__)

LOOK_UP_AFTER = [timedelta(seconds=s) for s in (2, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 6 * 3600, 24 * 3600)]
LOOK_UPS_APART = timedelta(seconds=2)
LOOK_UP_FOR = timedelta(days=7)
ASK_STAFF_AFTER = timedelta(minutes=30)
LEAVE_TO_PATIENT = timedelta(days=1)
QUIET = timedelta(minutes=2)  # after the cart was closed: a call that was under way has ended by then
MARGIN = timedelta(seconds=5)
MOST_OF_A_CLINIC = 50  # attempts in one pass
SILENT_TIMES = 3  # in a row; then a pass leaves the clinic's upstream alone
MOST_CALLS_OF_A_PAYMENT = 8  # Decoda: the charge, the card, its set-up, the payment, and what became of it


class LookUpResult(Enum):
    """What a look-up came to, apart from the state that the attempt has afterwards."""

    ANSWERED = auto()  # the upstream was asked, and what it said was acted upon
    NOT_ASKED = auto()  # nothing is in question, or the sending worker may still be alive
    JUST_BEFORE = auto()  # somebody looked it up less than two seconds ago
    NO_ACCESS = auto()  # it takes the patient's own sign-in, which has ended
    NO_ANSWER = auto()


def resolve_due(now: datetime | None = None) -> int:
    """One pass over everything that is due for a look-up. Several may run at once. Gives how many were looked up."""
    now = now or timezone.now()
    return sum(resolve_due_of(clinic, now) for clinic in clinics_with_due(now).values())


def clinics_with_due(now: datetime) -> dict[str, Clinic]:
    """By slug."""
    with_due = Clinic.objects.filter(pk__in=transitions.due(now).order_by().values("clinic"))
    return {clinic.slug: clinic for clinic in with_due}


def resolve_due_of(clinic: Clinic, now: datetime) -> int:
    """One pass over one clinic. One attempt that fails costs no other its look-up.

    A silent upstream is not asked about every attempt: the pass ends after a few, and the next one begins with others.
    """
    silent = count = 0
    for attempt in transitions.due(now).filter(clinic=clinic)[:MOST_OF_A_CLINIC]:
        count += 1
        try:
            result = look_up(attempt)
            if attempt.waits_for_bank and result is LookUpResult.ANSWERED and (access := _sealed_access(attempt)):
                still_waiting.send(OrderAttempt, attempt=attempt, access=access)
        except Error:
            raise  # the database is away: so it is for the others
        except Exception:
            log.exception("look_up_failed", attempt=attempt.pk)
            result = LookUpResult.NO_ANSWER
            _hand_over_if_old(attempt, Cause.NOT_RESOLVED)
        silent = silent + 1 if result is LookUpResult.NO_ANSWER else 0
        if silent == SILENT_TIMES:
            break
    return count


def look_up(attempt: OrderAttempt, access: Access | None = None) -> LookUpResult:
    """Ask the upstream once, unless somebody just did or the sending worker may still be alive.

    ``access`` is the patient's fresh sign-in where there is one; else the sealed one of the attempt is used.
    A look-up that fails changes nothing but the time of the next one. ``SignedOut`` when the fresh sign-in has ended.
    """
    if _still_being_sent(attempt):
        return LookUpResult.NOT_ASKED
    if not _my_turn(attempt):
        return LookUpResult.JUST_BEFORE
    if attempt.state == State.SENT and attempt.step != Step.CONFIRM:
        transitions.doubt(attempt, Cause.NO_ANSWER_IN_TIME)
    fresh, access = access, access or _sealed_access(attempt)
    result = _look_up_with(attempt, access, fresh is not None) if access else LookUpResult.NO_ACCESS
    _hand_over_if_old(attempt, Cause.NOT_RESOLVED if access else Cause.NO_ACCESS)
    return result


def _hand_over_if_old(attempt: OrderAttempt, cause: Cause) -> None:
    """A bank's question is the patient's to answer or to leave: nobody is charged before."""
    patience = LEAVE_TO_PATIENT if attempt.waits_for_bank else ASK_STAFF_AFTER
    if attempt.state in (State.SENT, State.UNKNOWN) and age(attempt) > patience:
        transitions.hand_over(attempt, cause)


def look_up_unpaid(attempt: OrderAttempt) -> LookUpResult:
    """Whether an order that waits for its payment was paid elsewhere, such as at the clinic's desk.

    Only a payment that has arrived changes anything. Raises ``AnotherOrderInQuestionError``.
    """
    commerce = commerce_for(attempt.clinic)
    if not attempt.is_unpaid:
        return LookUpResult.NOT_ASKED
    if not commerce.can.look_up_outlives_token:
        return LookUpResult.NO_ACCESS
    access = Access(attempt.patient_ref)
    try:
        with circuit_breakers_bypassed():
            found = commerce.orders.look_up(question(attempt), access)
    except UpstreamError:
        return LookUpResult.NO_ANSWER
    if found.verdict != Verdict.PLACED:
        transitions.record_look_up(attempt)
    elif transitions.recall(attempt, None, access):
        _resolve(attempt, found)
    return LookUpResult.ANSWERED


def _look_up_with(attempt: OrderAttempt, access: Access, fresh: bool) -> LookUpResult:
    try:
        commerce = commerce_for(attempt.clinic)
        with circuit_breakers_bypassed():
            found = commerce.orders.look_up(question(attempt), access)
            _resolve(attempt, found)
            if found.verdict == Verdict.NOTHING and commerce.can.close_cart:
                _resolve_missing_order(attempt, commerce, access)
    except SignedOut:
        if fresh:
            raise
        return LookUpResult.NO_ACCESS  # the patient's next sign-in looks it up again
    except UpstreamError:
        return LookUpResult.NO_ANSWER
    return LookUpResult.ANSWERED


def _resolve(attempt: OrderAttempt, found: LookUp) -> None:
    """NOTHING is no proof: the same is seen a second before a late commit. PENDING resolves itself."""
    if found.verdict == Verdict.PLACED or _under_way(found):
        transitions.place(attempt, found.orders, Cause.FOUND_PLACED)
    elif found.verdict == Verdict.ORDERED and not attempt.order_ref:
        transitions.ordered(attempt, found.orders[0], Cause.FOUND_UNPAID)
    elif found.verdict == Verdict.CONFIRM and attempt.state == State.UNKNOWN:
        transitions.wait_for_bank(attempt, ConfirmationNeeded())
    elif found.verdict == Verdict.FAILED and _failed_now(attempt):
        transitions.refuse(attempt, Refusal.DECLINED, Cause.FOUND_FAILED)


def _resolve_missing_order(attempt: OrderAttempt, commerce: Commerce, access: Access) -> None:
    """Look up, close the cart, wait, look up: only a closed cart that still has no order was not ordered."""
    if attempt.state not in (State.UNKNOWN, State.REVIEW) or attempt.order_ref or attempt.quote_ref:
        return  # (no upstream lets a patient take back an accepted quote: that is for staff)
    if attempt.cart_closed_at is None:
        commerce.orders.close_cart(question(attempt), access)
        transitions.close_cart(attempt)
    elif attempt.looked_up_at and attempt.looked_up_at - attempt.cart_closed_at > QUIET:
        transitions.refuse(attempt, Refusal.NOT_PLACED, Cause.NOTHING_AFTER_CLOSING)


def found_before(attempt: OrderAttempt, request: OrderRequest | None, commerce: Commerce, access: Access) -> bool:
    """Looks up now. True when the upstream has what our database does not know of; the attempt is resolved by it.

    Only for an attempt that may be sent, or paid. Raises what a look-up raises: then nothing is known, nothing sent.
    """
    with circuit_breakers_bypassed():
        found = commerce.orders.look_up(question(attempt), access)
    as_known = {Verdict.NOTHING, Verdict.FAILED} | ({Verdict.ORDERED} if attempt.order_ref else set())
    if found.verdict in as_known:
        transitions.record_look_up(attempt)
        return False
    if transitions.recall(attempt, request, access):
        _resolve(attempt, found)
    return True


def settle_if_paid(attempt: OrderAttempt, found: LookUp, access: Access) -> None:
    """A look-up for the page of an unpaid order found it paid, such as at the clinic's desk."""
    if not attempt.is_unpaid or found.verdict != Verdict.PLACED:
        return
    with suppress(transitions.AnotherOrderInQuestionError):
        if transitions.recall(attempt, None, access):
            _resolve(attempt, found)


def nothing_was_paid(attempt: OrderAttempt, access: Access | None) -> bool:
    """Looks up now. True only when the upstream says that the order exists and no payment is on its way."""
    access = access or _sealed_access(attempt)
    if access is None:
        return False
    try:
        found = commerce_for(attempt.clinic).orders.look_up(question(attempt), access)
    except UpstreamError:
        return False
    return found.verdict == Verdict.ORDERED


def _failed_now(attempt: OrderAttempt) -> bool:
    """A failure may be that of an earlier try, seen before the later one arrives: then it resolves nothing."""
    cause = Cause.PAYMENT_SUBMITTED if attempt.order_ref else Cause.PLACE_SUBMITTED
    return attempt.step == Step.CONFIRM or attempt.events.filter(cause=cause).count() == 1


def _under_way(found: LookUp) -> bool:
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
    """At most one look-up in two seconds, whoever asks; the next one is put on the schedule."""
    now = timezone.now()
    old = age(attempt)
    waits = [after for after in LOOK_UP_AFTER if after > old] or [old + LOOK_UP_AFTER[-1]]
    pause = (waits[0] - old) * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, hides nothing
    free = Q(looked_up_at__isnull=True) | Q(looked_up_at__lt=now - LOOK_UPS_APART)
    taken = OrderAttempt.objects.filter(free, pk=attempt.pk, state__in=IN_QUESTION).update(
        looked_up_at=now, look_ups=F("look_ups") + 1, next_look_up_at=None if old > LOOK_UP_FOR else now + pause
    )
    attempt.refresh_from_db()
    return bool(taken)


def age(attempt: OrderAttempt) -> timedelta:
    return timezone.now() - (attempt.sent_at or attempt.created_at)


def _sealed_access(attempt: OrderAttempt) -> Access | None:
    kept = attempt.sealed_away().get("access")
    access = load_access(kept) if kept else None
    expired = bool(access and access.expires_at and access.expires_at <= timezone.now())
    return None if expired and not commerce_for(attempt.clinic).can.look_up_outlives_token else access
