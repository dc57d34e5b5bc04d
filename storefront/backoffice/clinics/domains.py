"""Domains of clinics in the staff pages: from a name that was typed to a shop that is live there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from storefront.clinics.hosts import verification
from storefront.clinics.models import Clinic, Domain
from storefront.clinics.system_checks import refuse_outside
from storefront.clinics.upstream_urls import refuse_own_hosts
from storefront.staff import attention
from storefront.staff.audit import record
from storefront.staff.change_page import ChangePage
from storefront.staff.models import Action
from storefront.staff.reauthentication import FreshToChange, ask_for_code
from storefront.staff.scoping import ClinicScoped, OwnClinics, is_platform
from storefront.web.hostnames import is_loopback, shown_host, typed_host

A_MOMENT = timedelta(seconds=10)  # pressing again and again asks the DNS no more often


class DomainForm(forms.ModelForm):  # type: ignore[type-arg]
    host = forms.CharField(
        label="Domain name",
        max_length=1000,  # so that what is too long gets a sentence of ours
        help_text="The name alone, such as shop.clinic.example. It cannot be changed later: add the new one.",
        widget=forms.TextInput(attrs={"size": 40, "autocapitalize": "none", "spellcheck": "false"}),
    )

    class Meta:
        model = Domain
        fields = ["clinic", "host"]

    def clean_host(self) -> str:
        try:
            host = typed_host(self.cleaned_data["host"])
            refuse_own_hosts([host])
            refuse_outside(host)
        except ValueError as error:
            raise forms.ValidationError(f"{str(error).removesuffix('.')}.") from None
        if is_loopback(host) and not settings.PLAIN_HTTP:
            raise forms.ValidationError("This name never leaves the machine: give a public one.")
        if taken := Domain.objects.filter(host=host).exclude(pk=self.instance.pk).select_related("clinic").first():
            raise forms.ValidationError(f"{host} already belongs to {taken.clinic}: take it away there first.")
        return host

    def save(self, commit: bool = True) -> Domain:
        verification.prepare(self.instance)
        domain: Domain = super().save(commit)
        return domain


class DomainStateFilter(admin.SimpleListFilter):
    title, parameter_name = "state", "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(each.value, each.value.capitalize()) for each in verification.DomainState]

    def queryset(self, request: HttpRequest, rows: QuerySet[Domain]) -> QuerySet[Domain]:
        chosen = self.value()
        return (
            verification.in_state(rows, verification.DomainState(chosen))
            if chosen in set(verification.DomainState)
            else rows
        )


class DomainDisplay(ClinicScoped):
    """What page, list and inline have in common. A domain is added or taken away, never changed."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Domain", ordering="host")
    def name(self, domain: Domain) -> str:
        return shown_host(domain.host)

    @admin.display(description="State")
    def status(self, domain: Domain) -> str:
        title = verification.status_of(domain).title
        return f"{title}, primary" if domain.host == domain.clinic.primary_host else title

    @admin.display(description="Next step")
    def leads_on(self, domain: Domain) -> str:
        return format_html('<a href="{}">Records and checks</a>', page_of(domain)) if domain.pk else ""


class DomainInline(DomainDisplay, admin.TabularInline):  # type: ignore[type-arg]
    """To read: a domain is added on a page of its own, which asks for a fresh code."""

    model = Domain
    fields = ["host", "status", "leads_on"]
    readonly_fields = ["status", "leads_on"]
    extra = 0
    can_delete = False
    verbose_name_plural = "Domains"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Domain)
class DomainAdmin(DomainDisplay, FreshToChange, ChangePage):
    form = DomainForm
    list_display = ["name", "clinic", "status", "last_checked", "certificate"]
    list_filter = [DomainStateFilter, ("clinic", OwnClinics)]
    list_select_related = ["clinic"]
    search_fields = ["host", "clinic__name", "clinic__slug"]
    ordering = ["clinic__slug", "position", "pk"]
    change_form_template = "admin/clinics/domain/page.html"

    class Media:
        css = {"all": ["staff/domains.css"]}

    @admin.display(description="Last checked", ordering="checked_at")
    def last_checked(self, domain: Domain) -> str:
        return date_format(domain.checked_at, "DATETIME_FORMAT") if domain.checked_at else "never"

    @admin.display(description="Certificate until", ordering="certificate_until")
    def certificate(self, domain: Domain) -> str:
        return date_format(domain.certificate_until) if domain.certificate_until else "none seen"

    def get_urls(self) -> list[URLPattern]:
        own = [("check", self.check_now), ("primary", self.make_primary)]
        wrap = self.admin_site.admin_view
        return [path(f"<path:pk>/{n}/", wrap(view), name=f"clinics_domain_{n}") for n, view in own] + super().get_urls()

    @method_decorator(require_POST)
    def check_now(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Safe: it looks, and a domain becomes live only when its owner has set the records for it."""
        domain = self._domain(request, pk)
        if domain.checked_at and timezone.now() - domain.checked_at < A_MOMENT:
            messages.info(request, "It was checked a moment ago.")
            return HttpResponseRedirect(page_of(domain))
        try:
            status = verification.check(domain)
        except Domain.DoesNotExist:  # taken away meanwhile
            raise Http404 from None
        record(request, Action.VERIFIED, subject=domain, detail=f"{status.title} {domain.problem}".strip())
        good = status.state is verification.DomainState.LIVE and not domain.problem
        messages.add_message(
            request, messages.SUCCESS if good else messages.WARNING, f"{status.title}. {status.sentence}"
        )
        return HttpResponseRedirect(page_of(domain))

    @method_decorator(require_POST)
    def make_primary(self, request: HttpRequest, pk: str) -> HttpResponse:
        domain = self._domain(request, pk)
        if not is_platform(request.user):
            raise PermissionDenied
        if asked := ask_for_code(request):
            return asked
        if verification.status_of(domain).is_live:
            verification.make_primary(domain)
            record(request, Action.CHANGED, subject=domain, detail="Primary domain")
            messages.success(request, f"Links in emails lead to {domain.host} from now on.")
        else:
            messages.warning(request, "Only a domain that is live can be the primary one.")
        return HttpResponseRedirect(page_of(domain))

    def _domain(self, request: HttpRequest, pk: str) -> Domain:
        """Of a clinic that this member of staff may see; any other does not exist."""
        domain = self.get_object(request, unquote(pk))
        if domain is None:
            raise Http404
        return domain  # type: ignore[no-any-return]

    def get_form(self, request: HttpRequest, obj: Domain | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Without the small buttons beside the clinic: they open its page in a window of its own."""
        form = super().get_form(request, obj, change, **kwargs)
        if clinic := form.base_fields.get("clinic"):
            for act in ("add", "change", "delete", "view"):
                setattr(clinic.widget, f"can_{act}_related", False)
        return form

    def page_context(self, request: HttpRequest, obj: Domain | None) -> dict[str, Any]:
        buttons = {"show_save_and_add_another": False, "show_save_and_continue": False}
        if obj is None:
            return buttons
        status = verification.status_of(obj)
        is_primary = obj.host == obj.clinic.primary_host
        return buttons | {
            "title": shown_host(obj.host),
            "subtitle": None,
            "status": status,
            "ownership": verification.ownership_record(obj),
            "pointing": [] if is_loopback(obj.host) else verification.pointing_records(obj),
            "is_primary": is_primary,
            "can_be_primary": status.is_live and not is_primary and is_platform(request.user),
            "shop": shop_at(obj, request) if status.is_live else "",
        }

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """On to what has to be done next."""
        if "_addanother" in request.POST or "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, f"{shown_host(obj.host)} is added. Now its owner sets the records below.")
        return HttpResponseRedirect(page_of(obj))

    def delete_model(self, request: HttpRequest, obj: Domain) -> None:
        verification.take_away(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Domain]) -> None:
        for domain in queryset:
            verification.take_away(domain)


def page_of(domain: Domain) -> str:
    return reverse("admin:clinics_domain_change", args=[domain.pk])


def shop_at(domain: Domain, request: HttpRequest) -> str:
    clinic = domain.clinic
    return clinic.origin(request).replace(clinic.primary_host, domain.host) + "/"


def domains_in_trouble(clinics: QuerySet[Clinic]) -> Iterator[attention.Attention]:
    rows, page = Domain.objects.filter(clinic__in=clinics), reverse("admin:clinics_domain_changelist")
    for state, label, hint in (
        (verification.DomainState.FAILING, "domains failing", "They no longer point here."),
        (verification.DomainState.OFF, "domains switched off", "Verify them anew, or take them away."),
    ):
        count = verification.in_state(rows, state).count()
        yield attention.Attention(label, count, f"{page}?state={state.value}", hint)


attention.register(domains_in_trouble)
