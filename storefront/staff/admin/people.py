"""Who works here: platform staff add people, say for which clinics, and help when an authenticator app is lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.models import User
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from storefront.staff import second_factor
from storefront.staff.audit import record
from storefront.staff.failures import NotAllowed
from storefront.staff.models import Action, Membership
from storefront.staff.reauthentication import FreshToChange, needs_fresh_code
from storefront.staff.scoping import ClinicScoped, is_platform
from storefront.staff.totp import Authenticator

NEVER_DELETED = (
    "People are never deleted, because the audit log tells who did what. Untick “Active” on the person's page instead: "
    "they are signed out at once and cannot come in again."
)


class PersonForm(UserChangeForm):  # type: ignore[type-arg]
    password = ReadOnlyPasswordHashField(label="Password")

    class Meta(UserChangeForm.Meta):
        labels = {"is_superuser": "Platform staff", "is_active": "Active"}
        help_texts = {
            "is_superuser": "Sees all clinics and manages people. Others see the clinics below and nothing else.",
            "is_active": "Untick instead of deleting: signed out at once, and the audit log keeps the name.",
        }


class NewPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """Everybody here has a password: there is no other way in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for field in ("password1", "password2"):
            self.fields[field].required = True


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0
    verbose_name = "clinic of this person"
    verbose_name_plural = "Clinics of this person"


@admin.register(User)
class PersonAdmin(FreshToChange, ClinicScoped, UserAdmin):  # type: ignore[type-arg]
    clinic_path = "memberships__clinic"
    clinic_staff_may = ()
    form = PersonForm
    add_form = UserCreationForm
    change_password_form = NewPasswordForm
    change_user_password_template = "admin/password.html"  # noqa: S105 - the name of a template
    inlines = (MembershipInline,)
    list_display = ("username", "full_name", "role", "clinics", "authenticator", "is_active", "last_login")
    list_filter = ("is_active", "is_superuser", "memberships__clinic")
    search_fields = ("username", "first_name", "last_name", "email")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "second_factor")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Access", {"fields": ("is_active", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("username", "password1", "password2")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        confirmed = Authenticator.objects.filter(user=OuterRef("pk"), confirmed=True)
        people: QuerySet[User] = super().get_queryset(request).annotate(has_authenticator=Exists(confirmed))
        return people.prefetch_related("memberships__clinic")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody takes their own access away: the last one could not be let in again."""
        own = ["is_active", "is_superuser"] if obj == request.user else []
        return ["second_factor", "last_login", "date_joined", *own]

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        return [MembershipInline] if obj else []

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm[User], change: bool) -> None:
        obj.is_staff = True
        super().save_model(request, obj, form, change)

    # -- instead of deleting -------------------------------------------------------------------------------------------

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if is_platform(request.user):
            raise NotAllowed(NEVER_DELETED)
        return super().delete_view(request, object_id, extra_context)

    # -- a lost authenticator app --------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        reset = self.admin_site.admin_view(self.reset_second_factor)
        return [path("<path:id>/second-factor/", reset, name="auth_user_second_factor"), *super().get_urls()]

    def reset_second_factor(self, request: HttpRequest, id: str) -> HttpResponse:
        """Asks first; then the person is signed out everywhere and sets up an authenticator app at the next sign-in."""
        person = self.get_object(request, unquote(id))
        if person is None or not self.has_change_permission(request, person):
            raise Http404
        return self._reset(request, person)

    @staticmethod
    @needs_fresh_code
    def _reset(request: HttpRequest, person: User) -> HttpResponse:
        page = reverse("admin:auth_user_change", args=[person.pk])
        if person == request.user:
            messages.warning(request, "For your own, use “Second factor” at the top of the page.")
            return HttpResponseRedirect(page)
        if request.method != "POST":
            context = admin.site.each_context(request) | {"person": person, "page": page}
            return render(request, "admin/auth/user/reset_second_factor.html", context | {"title": f"Reset {person}"})
        second_factor.reset(person)
        record(request, Action.FACTOR_RESET, subject=person)
        messages.success(request, f"{person} is signed out and sets up an authenticator app at the next sign-in.")
        return HttpResponseRedirect(page)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        change = super().user_change_password
        return needs_fresh_code(lambda asked: change(asked, id, form_url))(request)

    # -- columns -------------------------------------------------------------------------------------------------------

    @admin.display(description="Name")
    def full_name(self, person: User) -> str:
        return person.get_full_name()

    @admin.display(description="Role", ordering="is_superuser")
    def role(self, person: User) -> str:
        return "platform staff" if person.is_superuser else "clinic staff"

    @admin.display(description="Clinics")
    def clinics(self, person: User) -> str:
        if person.is_superuser:
            return "all"
        return ", ".join(sorted(each.clinic.name for each in person.memberships.all())) or "none yet"

    @admin.display(description="Second factor set up", boolean=True)
    def authenticator(self, person: User) -> bool:
        return bool(getattr(person, "has_authenticator", False))

    @admin.display(description="Second factor")
    def second_factor(self, person: User) -> str:
        if not second_factor.has_authenticator(person):
            return "not set up yet: asked for at the next sign-in"
        return f"authenticator app set up; {second_factor.recovery_codes_left(person)} recovery codes left"
