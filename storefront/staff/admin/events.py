"""The audit log, to read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from storefront.staff.models import StaffEvent
from storefront.staff.read_only import ReadOnly
from storefront.staff.scoping import OwnClinics, clinics_of, is_platform


class PeopleOfOwnClinics(admin.RelatedFieldListFilter):
    """Those who did something at the clinics that the member of staff may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        seen = model_admin.get_queryset(request).values("user")
        return list(field.get_choices(include_blank=False, limit_choices_to={"pk__in": seen}))


@admin.register(StaffEvent)
class StaffEventAdmin(ReadOnly):
    """Platform staff see all of it; clinic staff what was done at their clinics, and what they did themselves."""

    list_display = ("when", "who", "what", "subject", "detail", "clinic")
    list_filter = ("action", ("clinic", OwnClinics), ("user", PeopleOfOwnClinics))
    list_select_related = ("user", "clinic")
    search_fields = ("subject", "detail", "request_id__exact", "user__username__exact")
    search_help_text = "Order, host or other subject; user name; request id"
    date_hierarchy = "at"
    list_per_page = 50
    fields = ("when", "who", "what", "clinic", "subject", "detail", "request_id", "address")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StaffEvent]:
        events = admin.ModelAdmin.get_queryset(self, request)
        if is_platform(request.user):
            return events
        return events.filter(Q(clinic__in=clinics_of(request.user)) | Q(clinic=None, user=request.user.pk))

    @admin.display(description="When", ordering="at")
    def when(self, event: StaffEvent) -> str:
        return f"{event.at:%Y-%m-%d %H:%M:%S} UTC"

    @admin.display(description="Who", ordering="user__username")
    def who(self, event: StaffEvent) -> User | str:
        return event.user or "not signed in"

    @admin.display(description="Did what", ordering="action")
    def what(self, event: StaffEvent) -> str:
        return event.get_action_display()
