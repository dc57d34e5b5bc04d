"""Django's admin for staff who have shown a second factor."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest


class StaffSite(admin.AdminSite):
    site_header = site_title = "Clinic storefront"
    index_title = "Staff"
    site_url = None

    def has_permission(self, request: HttpRequest) -> bool:
        """A password alone opens nothing."""
        user = request.user
        return bool(user.is_active and getattr(user, "is_staff", False) and getattr(user, "is_verified", bool)())
