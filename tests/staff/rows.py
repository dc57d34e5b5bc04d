"""A row of any model at a clinic, so that rules for all staff pages are tried on pages nobody had thought of yet."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import models

from storefront.clinics.models import Clinic, Coupon
from storefront.jobs.models import JobState
from storefront.staff.models import Membership, StaffEvent

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
COUNTER = itertools.count(1000)

Maker = Callable[[Clinic], models.Model]
M = TypeVar("M", bound=Maker)
MAKERS: dict[type[models.Model], Maker] = {}


def row_of(model: type[models.Model], clinic: Clinic) -> models.Model:
    """What it must have, it has; each free text in it is the clinic's slug and a number."""
    if model in MAKERS:
        return MAKERS[model](clinic)
    values = {field.name: value_of(field, clinic) for field in model._meta.concrete_fields if wants_a_value(field)}
    row: models.Model = model._base_manager.create(**values)
    return row


def wants_a_value(field: models.Field[Any, Any]) -> bool:
    if field.is_relation and field.related_model in (Clinic, User):
        return True
    return not (field.primary_key or field.has_default() or field.null or field.blank)


def value_of(field: models.Field[Any, Any], clinic: Clinic) -> Any:
    if field.is_relation and field.related_model:
        return row_of(field.related_model, clinic)
    if field.name == "currency":
        return clinic.currency
    if field.choices:
        return field.choices[0][0]
    kinds: list[tuple[type[models.Field[Any, Any]], Any]] = [
        (models.DateTimeField, NOW),
        (models.DateField, NOW.date()),
        (models.DecimalField, Decimal(1)),
        (models.BooleanField, False),
        (models.UUIDField, uuid.uuid4()),
        (models.IntegerField, 1),
        (models.BinaryField, b"1"),
        (models.JSONField, {}),
        (models.TextField, clinic.slug),
    ]
    for kind, value in kinds:
        if isinstance(field, kind):
            return value
    return f"{clinic.slug}-{next(COUNTER)}"[: field.max_length]


def makes(model: type[models.Model]) -> Callable[[M], M]:
    def keep(maker: M) -> M:
        MAKERS[model] = maker
        return maker

    return keep


@makes(Clinic)
def clinic_itself(clinic: Clinic) -> Clinic:
    return clinic


@makes(User)
def person(clinic: Clinic) -> User:
    user, _new = User.objects.get_or_create(username=f"{clinic.slug}-person", defaults={"is_staff": True})
    Membership.objects.get_or_create(user=user, clinic=clinic)
    return user


@makes(Coupon)
def coupon(clinic: Clinic) -> Coupon:
    return Coupon.objects.create(clinic=clinic, code=clinic.slug.upper(), percent=10)


@makes(StaffEvent)
def event(clinic: Clinic) -> StaffEvent:
    return StaffEvent.objects.create(clinic=clinic, user=person(clinic), action="changed", subject=clinic.slug)


@makes(JobState)
def a_job(clinic: Clinic) -> JobState:
    """Of no clinic: its name is its key, and so is shown to whoever asks for it."""
    return JobState.objects.create(name=f"job-{next(COUNTER)}", next_run_at=NOW)
