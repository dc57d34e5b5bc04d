"""All that is known to have happened to one attempt, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from checkout.models import OrderAttempt, State
from checkout.words.staff import WHO, amount_words, cause_words
from storefront.staff.audit import about
from storefront.staff.models import Action, StaffEvent

STAFF_DID = (Action.LOOKED_UP_AGAIN, Action.ENDED_SESSIONS)  # a decision is an event of the attempt, with its reason


@dataclass(frozen=True, slots=True)
class Entry:
    """``kind`` is one of ``WHO``; ``note`` what staff wrote; ``facts`` the small print."""

    at: datetime
    kind: str
    text: str
    note: str = ""
    facts: tuple[str, ...] = ()

    @property
    def who(self) -> str:
        return WHO[self.kind]


def timeline(attempt: OrderAttempt) -> list[Entry]:
    shown = Entry(
        attempt.created_at, "patient", f"The patient saw the review page: {amount_words(attempt.shown_total)}."
    )
    return sorted([shown, *_events(attempt), *_staff(attempt)], key=lambda entry: entry.at)


def _events(attempt: OrderAttempt) -> list[Entry]:
    entries = []
    for event in attempt.events.all():
        kind, text = cause_words(event.cause)
        moved = f"{_state(event.from_state)} → {_state(event.to_state)}" if event.from_state != event.to_state else ""
        status = f"HTTP {event.http_status}" if event.http_status else ""
        request = f"request {event.request_id}" if event.request_id else ""
        facts = tuple(filter(None, (moved, event.error_class, status, request)))
        entries.append(Entry(event.at, kind, text, event.note, facts))
    return entries


def _staff(attempt: OrderAttempt) -> list[Entry]:
    did = StaffEvent.objects.filter(about=about(OrderAttempt, attempt.pk), action__in=STAFF_DID).select_related("user")
    return [
        Entry(event.at, "staff", f"{event.user or 'Somebody'} {event.get_action_display()}: {event.detail}.")
        for event in did
    ]


def _state(state: str) -> str:
    return str(State(state).label).partition(":")[0].lower()
