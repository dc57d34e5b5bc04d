"""How far visits got, and what stopped them: sums over what was counted, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet, Sum

from storefront.clinics.models import Clinic
from storefront.statistics.models import Device, FunnelStep, Kind, ShownError, StepCount

MOST_SHOWN = 12
WEEKS_FROM = 63  # days; a longer time is drawn by the week
WORDS = {  # of codes that do not say it themselves
    "unknown": "code not known",
    "minimum": "cart below the minimum",
    "used": "already used",
    "not_combined": "not with another coupon",
    "too_often": "too many tries",
    "stale_page": "page was open too long",
    "Unreachable": "shop not reached",
    "RejectedError": "shop not reached lately, not tried",
    "HeldBack": "shop not reached lately, not tried",  # what was counted before the name changed
    "OutcomeUnknown": "no answer in time",
    "Unreadable": "answer not understood",
    "Misconfigured": "the clinic's access is refused",
}


@dataclass(frozen=True, slots=True)
class FunnelQuery:
    """Which counts: ``device`` and ``language`` are empty for all of them. Both days are included.

    ``sandbox`` asks for what was tried out, otherwise for what was bought.
    """

    clinics: QuerySet[Clinic]
    since: date
    until: date
    device: str = ""
    language: str = ""
    sandbox: bool = False

    @property
    def _lookups(self) -> dict[str, Any]:
        chosen = {
            "clinic__in": self.clinics,
            "day__gte": self.since,
            "day__lte": self.until,
            "sandbox": self.sandbox,
        }
        return chosen | ({"language": self.language} if self.language else {})

    @property
    def steps(self) -> QuerySet[StepCount]:
        return StepCount.objects.filter(**self._lookups, **({"device": self.device} if self.device else {}))

    @property
    def errors(self) -> QuerySet[ShownError]:
        """What is shown is not counted by device."""
        return ShownError.objects.filter(**self._lookups)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step. ``before`` is the count of the step before it (of itself at the first), ``first`` that of the first."""

    label: str
    count: int
    before: int
    first: int

    @property
    def lost(self) -> int:
        """An order may be placed on another day than its review: then there is no loss, not a negative one."""
        return max(self.before - self.count, 0)

    @property
    def kept(self) -> float:
        return min(self.count / self.before, 1) * 100 if self.before else 0

    @property
    def share(self) -> float:
        return min(self.count / self.first, 1) * 100 if self.first else 0

    @property
    def share_before(self) -> float:
        return min(self.before / self.first, 1) * 100 if self.first else 0


@dataclass(frozen=True, slots=True)
class Loss:
    after: Stage
    to: Stage


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or the week that begins with it."""

    begins: date
    carts: int
    placed: int


@dataclass(frozen=True, slots=True)
class MessageCount:
    """``share`` is of all in the same list, in percent."""

    label: str
    count: int
    share: float


def stages(query: FunnelQuery) -> list[Stage]:
    sums = dict(query.steps.values_list("step").annotate(Sum("count")))
    counts = [sums.get(step, 0) for step in FunnelStep]
    befores = [counts[0], *counts]
    return [Stage(step.label, counts[i], befores[i], counts[0]) for i, step in enumerate(FunnelStep)]


def biggest_loss(funnel: list[Stage]) -> Loss | None:
    """Between which two steps most visits were lost."""
    losses = [Loss(after, to) for after, to in pairwise(funnel) if to.lost]
    return max(losses, key=lambda loss: loss.to.lost, default=None)


def days(query: FunnelQuery) -> list[Day]:
    """Every day of the time asked for, those without anything too; weeks where it is long."""
    counted = (
        query.steps.filter(step__in=(FunnelStep.CART, FunnelStep.PLACED))
        .values_list("day", "step")
        .annotate(Sum("count"))
    )
    by_week = (query.until - query.since).days >= WEEKS_FROM
    sums: dict[date, dict[str, int]] = {_begin(day, by_week): {} for day in _all_days(query)}
    for day, step, count in counted:
        of_day = sums[_begin(day, by_week)]
        of_day[step] = of_day.get(step, 0) + count
    return [Day(day, counts.get(FunnelStep.CART, 0), counts.get(FunnelStep.PLACED, 0)) for day, counts in sums.items()]


def most_shown(query: FunnelQuery, *kinds: Kind) -> list[MessageCount]:
    counted = query.errors.filter(kind__in=kinds).values_list("kind", "code").annotate(total=Sum("count"))
    rows = list(counted.order_by("-total", "kind", "code"))
    whole = sum(total for _kind, _code, total in rows)
    return [MessageCount(in_words(kind, code), total, total / whole * 100) for kind, code, total in rows[:MOST_SHOWN]]


def counted_rows(query: FunnelQuery) -> Iterator[tuple[Any, ...]]:
    """What is counted, for a file: clinic, day, step, device, language, count."""
    order = ("clinic__slug", "day", "pk")
    columns = ("clinic__slug", "day", "step", "device", "language", "count")
    return query.steps.order_by(*order).values_list(*columns).iterator()


def in_words(kind: str, code: str) -> str:
    """``LoginForm..no_match`` reads "Login: no match", a coupon's ``not_yet`` "not yet"."""
    words = [_apart(part) for part in code.split(".")]
    if kind != Kind.FIELD or len(words) != 3:
        return _apart(code) if kind == Kind.COUPON else f"{Kind(kind).label}: {_apart(code)}"
    form, field, error = words
    return f"{form.removesuffix(' form').capitalize()}{f', {field}' if field else ''}: {error}"


def devices() -> list[tuple[str, str]]:
    return [("", "All devices"), *Device.choices]


def _apart(name: str) -> str:
    """``not_yet``, ``SignUpForm`` and ``OutcomeUnknown`` as words in lower case."""
    if name in WORDS:
        return WORDS[name]
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return spaced.replace("_", " ").strip()


def _all_days(query: FunnelQuery) -> Iterator[date]:
    return (query.since + timedelta(days=n) for n in range((query.until - query.since).days + 1))


def _begin(day: date, by_week: bool) -> date:
    return day - timedelta(days=day.weekday()) if by_week else day
