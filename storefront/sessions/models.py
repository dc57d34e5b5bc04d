"""The table of sessions."""

from __future__ import annotations

from django.db import models

from storefront.sealing import sealed_anew


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
        """Under the first of ``FIELD_KEYS``, for ``manage.py reseal``. Raises ``UnsealError``."""
        return {"sealed": sealed_anew(self.sealed, bound_to=self.binding)}
