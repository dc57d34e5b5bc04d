"""The counters of limits."""

from __future__ import annotations

from django.db import models


class Limit(models.Model):
    """Tries counted in one window of one rule. ``key`` is a keyed hash, ``ends_at`` seconds since 1970."""

    key = models.CharField(max_length=64, primary_key=True)
    ends_at = models.BigIntegerField(db_index=True)
    hits = models.PositiveIntegerField()

    class Meta:
        app_label = "patients"  # where its table began

    def __str__(self) -> str:
        return f"{self.hits} hits"
