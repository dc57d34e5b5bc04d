"""Why an attempt changed: what is written down with each event, and what a decision about money may rest on."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """The values are in the database (``AttemptEvent.cause``): they stay when a name changes.

    What staff read of each is in ``words/staff.py``.
    """

    # the patient
    PLACE_SUBMITTED = "pressed"
    PAYMENT_SUBMITTED = "paying"
    BACK_FROM_BANK = "confirming"
    LEFT_BANK = "left_bank"
    OTHER_METHOD = "another_way"
    BILL_OPENED = "bill_opened"
    CANCELLED = "cancelled"

    # our call
    CLAIM_TOO_OLD = "claim_too_old"
    NOT_SENT = "not_sent"
    INTERRUPTED = "interrupted"

    # the upstream's answer
    ANSWERED = "answered"
    ORDERED = "ordered"
    REFUSED = "refused"
    SIGNED_OUT = "signed_out"
    ACCESS_REFUSED = "access_refused"
    BANK_ASKED = "bank_asked"
    NO_USABLE_ANSWER = "no_usable_answer"

    # a look-up
    BANK_CHECKED = "bank_checked"
    NO_ANSWER_IN_TIME = "no_answer_in_time"
    FOUND_PLACED = "found_by_look"
    FOUND_UNPAID = "order_found_by_look"
    FOUND_FAILED = "failed_by_look"
    CART_CLOSED = "fenced"
    NOTHING_AFTER_CLOSING = "nothing_came_after_the_fence"
    NOT_RESOLVED = "not_settled_by_looking"
    NO_ACCESS = "no_access_to_look"
    FOUND_BEFORE_CLAIM = "found_before_the_claim"
    FOUND_TOO_LATE = "order_found_after_settling"
    TOTAL_DIFFERS = "total_differs"

    # staff
    STAFF_DECIDED = "staff"
    STAFF_REASON = "staff_reason"
    STAFF_TOO_LATE = "staff_too_late"
