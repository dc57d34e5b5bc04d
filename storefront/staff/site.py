"""Django's admin for staff who have shown a second factor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from storefront.staff import signing_in
from storefront.staff.attention import needs_attention
from storefront.staff.audit import record
from storefront.staff.audit_admin import LogsChanges
from storefront.staff.models import Action, StaffEvent

OURS = ("storefront.", "checkout.", "tests.")
SECTIONS = (
    ("Orders", ("checkout",)),
    ("Patients", ("patients",)),
    ("Clinics", ("clinics",)),
    ("Statistics", ("figures",)),
)
LAST_SECTION = "Staff"  # what belongs to none of these: people and the audit log
STEPS = 8
FINDS_ANY_ROW = "view_on_site"  # a page of Django's that asks no ModelAdmin whose row it is
UNSAFE = sensitive_post_parameters("password", "code", "old_password", "new_password1", "new_password2")


class StaffModelAdmin(LogsChanges):
    """What every ``ModelAdmin`` here has in common."""

    view_on_site = False  # rows have their pages on clinics' hosts, not here

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """A list is called by what is in it, instead of "Select order attempt to view"."""
        title = {"title": capfirst(str(self.opts.verbose_name_plural))}
        return super().changelist_view(request, title | (extra_context or {}))


class Suggestions(AutocompleteJsonView):
    """Django's view takes the name of a field, and fails on that of a relation which begins at another model."""

    def process_request(self, request: HttpRequest) -> Any:
        found = super().process_request(request)
        if found[2].auto_created:
            raise PermissionDenied
        return found


class StaffSite(admin.AdminSite):
    site_header = site_title = "Clinic storefront"
    index_title = "Staff"
    site_url = None
    password_change_template = "admin/password.html"  # noqa: S105 - the name of a template

    def has_permission(self, request: HttpRequest) -> bool:
        """A password alone opens nothing."""
        user = request.user
        return bool(user.is_active and getattr(user, "is_staff", False) and getattr(user, "is_verified", bool)())

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[admin.ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        """Each ``ModelAdmin`` also writes the audit log.

        What libraries would show of themselves is left out: groups that mean nothing here, second factors with their
        secrets.
        """
        admin_class = admin_class or admin.ModelAdmin
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        if not admin_class.__module__.startswith(OURS):
            return
        ours = type(admin_class.__name__, (StaffModelAdmin, admin_class), {"__module__": admin_class.__module__})
        super().register(models, ours, **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [
            path("enrol/", self._open(signing_in.enrol, "Set up your authenticator app"), name="enrol"),
            path("again/", self.admin_view(self._open(signing_in.again, "A fresh code")), name="again"),
            path(
                "second-factor/",
                self.admin_view(self._open(signing_in.own_second_factor, "Your second factor")),
                name="second_factor",
            ),
            *(each for each in super().get_urls() if getattr(each, "name", "") != FINDS_ANY_ROW),
        ]

    def _open(
        self, view: Callable[[HttpRequest, dict[str, Any]], HttpResponse], title: str
    ) -> Callable[[HttpRequest], HttpResponse]:
        @never_cache
        @UNSAFE
        def page(request: HttpRequest) -> HttpResponse:
            return view(request, self.each_context(request) | {"title": title})

        return page

    @method_decorator([never_cache, UNSAFE])
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        context = self.each_context(request) | {"title": "Sign in"} | (extra_context or {})
        return signing_in.sign_in(request, context)

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:index"))
        record(request, Action.SIGNED_OUT)
        logout(request)
        messages.success(request, "You are signed out.")
        response = HttpResponseRedirect(reverse("admin:login"))
        response["Clear-Site-Data"] = '"cache"'  # "storage" would forget who likes the dark
        return response

    @method_decorator(UNSAFE)
    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            record(request, Action.PASSWORD)
            messages.success(request, "Your password is changed. Sign-ins on other browsers have ended.")
            return HttpResponseRedirect(reverse("admin:index"))
        return response

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """What needs somebody comes first, then the sections."""
        own_steps = self.get_model_admin(StaffEvent).get_queryset(request).filter(user=request.user.pk)
        found = {"attention": needs_attention(request.user), "steps": own_steps[:STEPS]}
        return super().index(request, found | (extra_context or {}))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return Suggestions.as_view(admin_site=self)(request)  # type: ignore[return-value]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Sections in the order of a day's work, whatever apps they are made of."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        known = [label for _title, labels in SECTIONS for label in labels]
        rest = tuple(app["app_label"] for app in apps if app["app_label"] not in known)
        sections = []
        for title, labels in (*SECTIONS, (LAST_SECTION, rest)):
            own = [app for app in apps if app["app_label"] in labels]
            if own:
                models = [model for app in own for model in app["models"]]
                sections.append(own[0] | {"name": title, "models": models})
        return sections
