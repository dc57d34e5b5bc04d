"""A clinic as plain data and back, with what its pages need: no model of ours is ever pickled."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from storefront.clinics.models import Banner, Clinic, ClinicText, Logo

Row = TypeVar("Row", bound=models.Model)

COLUMNS = [[field.attname for field in model._meta.concrete_fields] for model in (Clinic, ClinicText, Banner, Logo)]
# Part of the key: two releases whose tables differ never read what the other one wrote.
SHAPE = hashlib.sha256(json.dumps(COLUMNS).encode()).hexdigest()[:12]


def dump(clinic: Clinic) -> str:
    """For a clinic that was read with ``dressed``."""
    logo = getattr(clinic, "uploaded_logo", None)
    kept = {
        "clinic": _values(clinic),
        "primary_host": clinic.primary_host,
        "texts": [_values(text) for text in clinic.texts.all()],
        "banners": [_values(banner) for banner in clinic.banners.all()],
        "logo": _values(logo) if logo else None,
    }
    return json.dumps(kept, default=_plain)


def load(text: str) -> Clinic:
    """As ``dressed`` reads it from the database, without a query. Raises ``ValueError`` for what does not fit."""
    try:
        kept = json.loads(text)
        clinic = _row(Clinic, kept["clinic"])
        clinic.__dict__["primary_host"] = str(kept["primary_host"])
        _relate(clinic, "texts", [_row(ClinicText, values) for values in kept["texts"]])
        _relate(clinic, "banners", [_row(Banner, values) for values in kept["banners"]])
        logo = _row(Logo, kept["logo"]) if kept["logo"] else None
    except (KeyError, TypeError, AttributeError) as problem:
        raise ValueError("not a clinic that we kept") from problem
    clinic._state.fields_cache["uploaded_logo"] = logo
    return clinic


def _values(row: models.Model) -> dict[str, Any]:
    """All columns that were read: a logo's picture is not."""
    unread = row.get_deferred_fields()
    return {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname not in unread
    }


def _plain(value: Any) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{type(value).__name__} is not plain data")
    return value.isoformat()


def _row(model: type[Row], values: dict[str, Any]) -> Row:
    fields = [field for field in model._meta.concrete_fields if field.attname in values]
    return model.from_db(
        None, [field.attname for field in fields], [field.to_python(values[field.attname]) for field in fields]
    )


def _relate(clinic: Clinic, name: str, rows: Sequence[Any]) -> None:
    """As ``prefetch_related`` does it: whoever asks for them gets these."""
    for row in rows:
        row.clinic = clinic
    known = getattr(clinic, name).get_queryset()
    known._result_cache, known._prefetch_done = list(rows), True
    clinic.__dict__.setdefault("_prefetched_objects_cache", {})[name] = known
