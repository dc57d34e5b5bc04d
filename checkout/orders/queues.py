"""Order attempts by what somebody has to do about them: the same words for the list, its filter and the first page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from checkout.models import ClinicRequest, Incident, OrderAttempt, Refusal, State, Step
from storefront.clinics.models import Clinic
from storefront.staff.attention import Attention

DOUBT_AFTER = timedelta(minutes=2)  # younger ones are being sent, or resolve by themselves
UNPAID_AFTER = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=30)
DECLINED_TIMES = 3
DECLINED_LATELY = timedelta(days=2)

SUBMITTED = Q(try_number__gt=0)
UNPAID = Q(state__in=(State.OPEN, State.REFUSED), step=Step.PAY)


@dataclass(frozen=True, slots=True)
class Queue:
    """``label`` names the filter. ``attention`` reads after one and after more on the first page; empty: no problem."""

    key: str
    label: str
    rows: Callable[[datetime], Q]
    attention: tuple[str, str] | None = None
    hint: str = ""


def _unpaid(now: datetime) -> Q:
    return UNPAID & Q(sent_at__lt=now - UNPAID_AFTER, sent_at__gt=now - FORGOTTEN_AFTER)


def in_doubt(now: datetime) -> Q:
    asked = Q(state__in=(State.SENT, State.UNKNOWN), sent_at__lt=now - DOUBT_AFTER)
    return asked & ~Q(state=State.SENT, step=Step.CONFIRM)


def _declined_again(now: datetime) -> Q:
    declined = Q(refusal=Refusal.DECLINED, try_number__gte=DECLINED_TIMES, sent_at__gt=now - DECLINED_LATELY)
    return declined & Q(state__in=(State.OPEN, State.REFUSED))


QUEUES = (
    Queue(
        "review",
        "Needs a person",
        lambda now: Q(state=State.REVIEW),
        ("order needs a person", "orders need a person"),
        "No look-up resolved them: find each in the upstream, then resolve it",
    ),
    Queue(
        "doubt",
        "In doubt",
        in_doubt,
        ("order in doubt", "orders in doubt"),
        "No usable answer came: they are being looked up, and you can look them up again",
    ),
    Queue(
        "unpaid",
        "Ordered, not paid for over an hour",
        _unpaid,
        ("order unpaid for over an hour", "orders unpaid for over an hour"),
        "The order exists: ask the patient to pay it on the order's page",
    ),
    Queue(
        "declined",
        "Declined three times or more",
        _declined_again,
        ("order declined three times", "orders declined three times"),
        "In the last two days: the patient may need another payment method",
    ),
    Queue("bank", "Waiting for the patient's bank", lambda now: Q(state=State.SENT, step=Step.CONFIRM)),
    Queue("refused", "Not placed", lambda now: Q(state__in=(State.OPEN, State.REFUSED)) & SUBMITTED & ~UNPAID),
    Queue("placed", "Placed", lambda now: Q(state=State.PLACED)),
    Queue("seen", "Only reviewed, never submitted", lambda now: ~SUBMITTED),
)


def attention(clinics: QuerySet[Clinic]) -> Iterable[Attention]:
    """For the first page of staff."""
    now, mine = timezone.now(), {"clinic__in": clinics.values("pk")}
    attempts = reverse("admin:checkout_orderattempt_changelist", settings.STAFF_URLCONF)
    for queue in QUEUES:
        if queue.attention:
            count = OrderAttempt.objects.filter(queue.rows(now), **mine).count()
            yield Attention(queue.attention[count != 1], count, f"{attempts}?queue={queue.key}", queue.hint)
    asked = ClinicRequest.objects.filter(**mine, done_at=None).count()
    url = reverse("admin:checkout_clinicrequest_changelist", settings.STAFF_URLCONF)
    label = "request of a patient" if asked == 1 else "requests of patients"
    yield Attention(label, asked, f"{url}?done=no", "Do what was asked for in the upstream, then mark it as done")
    incidents = Incident.objects.filter(**mine, resolved_at=None).count()
    url = reverse("admin:checkout_incident_changelist", settings.STAFF_URLCONF)
    hint = "We and an upstream disagree: examine each"
    label = "unresolved incident" if incidents == 1 else "unresolved incidents"
    yield Attention(label, incidents, f"{url}?resolved=no", hint)
