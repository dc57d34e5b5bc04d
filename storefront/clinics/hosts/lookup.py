"""Host to clinic, remembered briefly: known hosts and unknown ones alike cost no query."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from storefront.clinics.hosts import remembered
from storefront.clinics.models import Banner, Clinic, ClinicText, Domain, Logo, dressed

SECONDS = 10  # how long another process with a memory of its own may still answer with what was before a change
VERSION = "clinics:version"  # changes with every change of a clinic or what is its, and makes all remembered stale


def clinic_for(host: str) -> Clinic | None:
    """The clinic with exactly this verified host. Its ``primary_host``, texts and banners need no other query."""
    key = f"clinics:host:{remembered.SHAPE}:{host}"
    kept = cache.get_many([key, VERSION])
    version = kept.get(VERSION)
    try:
        of_version, text = kept[key]
        if of_version == version:
            return remembered.load(text) if text else None
    except (KeyError, TypeError, ValueError):  # not kept, or nothing that we can read
        pass
    clinic = _read(host)
    cache.set(key, [version, remembered.dump(clinic) if clinic else ""], SECONDS)
    return clinic


def is_served(host: str) -> bool:
    """Exactly a verified host that is not switched off, as the database says now: one indexed read."""
    return Domain.objects.filter(host=host, verified_at__isnull=False, off_since=None).exists()


def _read(host: str) -> Clinic | None:
    served = {"domains__host": host, "domains__verified_at__isnull": False, "domains__off_since": None}
    clinic = dressed(Clinic.objects.filter(**served)).first()
    if clinic:
        _ = clinic.primary_host  # kept on the object
    return clinic


@receiver([post_save, post_delete], sender=Clinic)
@receiver([post_save, post_delete], sender=Domain)
@receiver([post_save, post_delete], sender=ClinicText)
@receiver([post_save, post_delete], sender=Banner)
@receiver([post_save, post_delete], sender=Logo)
def forget(**kwargs: Any) -> None:
    """At once for this transaction, and again at its end: in between another process may have read the old rows."""
    _change_version()
    transaction.on_commit(_change_version)


def _change_version() -> None:
    cache.set(VERSION, uuid.uuid4().hex, None)
