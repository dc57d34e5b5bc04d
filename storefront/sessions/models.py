"""The table of sessions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import models

from storefront.sealing import sealed_anew, unseal
from storefront.sessions.digests import patient_digests
from storefront.sessions.patient import choosable_refs, signed_in_ref

CHOOSING = "\nchoosing"  # no patient's id: marks a session whose member has yet to choose between accounts


class StoredSession(models.Model):
    """A browser session. ``key`` is a hash of the cookie's value, so that who reads this table holds no cookie.

    ``clinic`` is the slug of the only clinic whose hosts may open it, empty for the staff hosts. ``patient`` is a keyed
    digest of who is signed in (of one word while a member chooses between accounts), empty for guests and staff: so a
    patient's sessions can be ended without opening everybody's.
    """

    key = models.CharField(max_length=64, primary_key=True)
    clinic = models.CharField(max_length=50, blank=True, db_index=True)
    patient = models.CharField(max_length=64, blank=True, default="", db_default="", db_index=True)
    sealed = models.TextField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "patients"  # where its table began

    def __str__(self) -> str:
        return f"session of {self.clinic or 'staff'}"

    @property
    def binding(self) -> str:
        return f"session:{self.clinic}:{self.key}"

    def sealed_anew(self) -> dict[str, str]:
        """Under the first of ``FIELD_KEYS``, the digest too, for ``manage.py reseal``. Raises ``UnsealError``."""
        data = json.loads(unseal(self.sealed, bound_to=self.binding))
        return {
            "sealed": sealed_anew(self.sealed, bound_to=self.binding),
            "patient": patient_digest(self.clinic, data),
        }


class KeptPage(models.Model):
    """A page that answered a form, kept until the browser has asked for it. ``key`` is a hash of what its address says.

    ``owner`` is a keyed digest of the browser and of who is signed in there: nobody else is shown the page.
    """

    key = models.CharField(max_length=64, primary_key=True)
    owner = models.CharField(max_length=64)
    sealed = models.TextField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "patients"

    def __str__(self) -> str:
        return f"page kept until {self.expires_at}"

    @property
    def binding(self) -> str:
        return f"kept page:{self.key}"


def patient_digest(clinic: str, data: Mapping[str, Any]) -> str:
    """What ``patient`` is for a session of this content."""
    patient_ref = CHOOSING if choosable_refs(data) else signed_in_ref(data)
    return patient_digests(clinic, patient_ref)[0] if patient_ref else ""
