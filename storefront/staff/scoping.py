"""Which clinics a member of staff may see. Every page of the admin that shows a clinic's things goes through here.

Platform staff (superusers) see all. Clinic staff see the clinics of their memberships: what they may do there is said
by each admin class, in code, so that no permission table has to be filled in before a clinic can work.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import admin
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest

from storefront.clinics.models import Clinic

Anybody = AbstractBaseUser | AnonymousUser


def is_platform(user: Anybody) -> bool:
    return isinstance(user, User) and user.is_active and user.is_staff and user.is_superuser


def clinics_of(user: Anybody) -> QuerySet[Clinic]:
    if is_platform(user):
        return Clinic.objects.all()
    if isinstance(user, User) and user.is_active and user.is_staff:
        return Clinic.objects.filter(memberships__user=user)
    return Clinic.objects.none()


def only_clinic_of(user: Anybody) -> Clinic | None:
    """For the audit log, of what is about all clinics that somebody sees: theirs, where it is one."""
    clinics = list(clinics_of(user)[:2])
    return clinics[0] if len(clinics) == 1 else None


class ClinicScoped(admin.options.BaseModelAdmin):  # type: ignore[type-arg]
    """For a ``ModelAdmin`` or an inline whose rows belong to a clinic.

    ``clinic_path`` is the lookup from a row to its clinic; ``clinic_staff_may`` names what clinic staff may do with the
    rows of their own clinics. Django asks the queryset for every row that a page, action, search or autocomplete shows,
    so a row of another clinic does not exist for them.
    """

    clinic_path = "clinic"
    clinic_staff_may: Collection[str] = ("view",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if is_platform(request.user):
            return rows
        return rows.filter(**{f"{self.clinic_path}__in": clinics_of(request.user).values("pk")})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may("view", request) or self.has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may("add", request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may("change", request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may("delete", request)

    def _may(self, action: str, request: HttpRequest) -> bool:
        user = request.user
        return is_platform(user) or (bool(getattr(user, "is_staff", False)) and action in self.clinic_staff_may)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        if db_field.related_model is Clinic:
            kwargs["queryset"] = clinics_of(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class OwnClinics(admin.RelatedFieldListFilter):
    """The filter by clinic, with the clinics that the member of staff may see: ``("clinic", OwnClinics)``."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        own = {"pk__in": clinics_of(request.user).values("pk")}
        return list(field.get_choices(include_blank=False, limit_choices_to=own))
