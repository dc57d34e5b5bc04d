"""A clinic in the staff pages: its list, its page, and the two steps by which one is added."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminEmailInputWidget
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import slugify

from storefront.backoffice.clinics.branding import FIELDS as BRANDING_FIELDS
from storefront.backoffice.clinics.branding import BannerInline, BrandForm, TextInline, keep_brand
from storefront.backoffice.clinics.coupons import CouponInline
from storefront.backoffice.clinics.domains import DomainInline
from storefront.backoffice.clinics.fields import LanguagesField, NamedChoiceField, countries, currencies
from storefront.backoffice.clinics.pages import ClinicPages
from storefront.backoffice.clinics.preview import ClinicPreview
from storefront.clinics.emails import OPTIONAL
from storefront.clinics.models import Clinic
from storefront.forms.fields import PhoneField
from storefront.languages import english_name
from storefront.onboarding.checklist import (
    Checklist,
    CheckState,
    checklist,
    live_domains,
    selling_state,
    with_what_is_known,
)
from storefront.staff.change_page import ChangePage
from storefront.staff.scoping import ClinicScoped, is_platform

WHO = [
    *("name", "slug", "languages", "country", "currency", "support_email", "support_phone", "portal_url", "time_zone")
]
SEEN = "_seen"  # a hidden field of the clinic's page: when the clinic was last saved before the page was made
SAVED_MEANWHILE = (
    "Somebody else saved this clinic while you had its page open, and nothing of yours is saved yet. See History for "
    "what they changed. To keep it, load this page again. To put yours in its place, save again: look at “Open for "
    "patients” first."
)
RECEIPTS = ["legal_name", "postal_address", "tax_numbers"]
EMAILS = ["orders_email", "emails_name_products", "emails_off"]
FIRST_STEP = "First who it is. The next page asks through which upstream it sells; it stays closed until you open it."


class NewClinicForm(forms.ModelForm):  # type: ignore[type-arg]
    slug = forms.SlugField(
        max_length=50,
        required=False,
        help_text="What logs and the clinics file call it; it never changes. Left empty, it is made of the name.",
    )
    languages = LanguagesField(initial=["en"])
    country = NamedChoiceField(names=countries(), help_text="Addresses and telephone numbers begin with it.")
    currency = NamedChoiceField(names=currencies())
    support_email = forms.EmailField(
        max_length=254,
        widget=AdminEmailInputWidget,
        error_messages={"invalid": "Give an email address in the usual form, such as help@clinic.example."},
    )

    class Meta:
        model = Clinic
        fields = WHO
        help_texts = {"support_phone": "As people write it. Without a country code, the country above is meant."}

    def clean_support_phone(self) -> str:
        number = PhoneField(required=False)
        number.follow(self.cleaned_data.get("country") or self.instance.country)
        kept: str = number.clean(self.cleaned_data["support_phone"])
        return kept

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("name", ""))[:50].strip("-_")
        if not slug:
            raise forms.ValidationError("This name has no letters for it: give a slug, such as harbour.")
        if Clinic.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(f"Another clinic has “{slug}”: give one of its own.")
        return slug


class ClinicForm(NewClinicForm, BrandForm):
    emails_off = forms.MultipleChoiceField(
        label="Switched off",
        required=False,
        choices=[(kind.name, kind.label) for kind in OPTIONAL],
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick what the clinic's upstream sends already, so that patients do not get it twice.",
    )

    class Meta:
        model = Clinic
        fields = [*WHO, *RECEIPTS, *EMAILS, "brand_primary", "logo", "is_open", "is_sandbox"]
        widgets = {name: forms.Textarea(attrs={"rows": 4, "cols": 50}) for name in ("postal_address", "tax_numbers")}
        labels = {
            "is_open": "Open for patients",
            "is_sandbox": "Sandbox",
            "logo": "Or the URL of a logo",
        }
        help_texts = NewClinicForm.Meta.help_texts | {
            "is_open": "Untick to close the shop at once: nothing can be bought, and orders that were placed can still "
            "be looked up. What visitors read meanwhile stands with the texts, “while closed”.",
            "is_sandbox": "Orders are for trying out: pages say so, and statistics keep them apart.",
        }

    def clean_is_open(self) -> bool:
        is_open: bool = self.cleaned_data["is_open"]
        if is_open and self.instance.is_draft:
            raise forms.ValidationError("It has nothing to sell yet: give its commerce settings first.")
        return is_open

    def clean(self) -> dict[str, Any] | None:
        """Two people on one page: who saves last is told, so that a shop that was closed does not open unseen."""
        seen = self.data.get(SEEN)
        if seen and seen != self.instance.updated_at.isoformat():
            raise forms.ValidationError(SAVED_MEANWHILE)
        return super().clean()


class OpenFilter(admin.SimpleListFilter):
    title, parameter_name = "state", "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "Open"), ("closed", "Closed"), ("draft", "Draft"), ("sandbox", "Sandbox")]

    def queryset(self, request: HttpRequest, clinics: QuerySet[Clinic]) -> QuerySet[Clinic]:
        drafts, others = clinics.filter(sealed_commerce=""), clinics.exclude(sealed_commerce="")
        return {
            "open": others.filter(is_open=True),
            "closed": others.filter(is_open=False),
            "draft": drafts,
            "sandbox": others.filter(is_sandbox=True),
        }.get(self.value() or "", clinics)


@admin.register(Clinic)
class ClinicAdmin(ClinicScoped, ChangePage, ClinicPages, ClinicPreview):
    """Platform staff add clinics and say what they are. Clinic staff change the branding, texts and sales of theirs."""

    clinic_path = "pk"
    clinic_staff_may = ("view", "change")
    form = ClinicForm
    list_display = ["name", "selling", "primary", "kind"]
    actions = None
    list_filter = [OpenFilter, "commerce_kind"]
    search_fields = ["name", "slug", "domains__host"]
    search_help_text = "Name or domain"
    ordering = ["name"]

    class Media:
        css = {"all": ["staff/clinic.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Clinic]:
        return with_what_is_known(super().get_queryset(request))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        pages = {"commerce": self.commerce_page, "ready": self.ready_page, "connection": self.connection_page}
        own = [path(f"<path:pk>/{name}/", wrap(page), name=f"clinics_clinic_{name}") for name, page in pages.items()]
        return own + super().get_urls()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: orders and the audit log belong to it. It is closed instead."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Clinics"} | (extra_context or {}))

    def get_form(self, request: HttpRequest, obj: Clinic | None = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **({} if obj else {"form": NewClinicForm}) | kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Clinic | None = None) -> Any:
        """``classes`` are also the anchors that the checklist leads to (Django's header has the id ``branding``)."""
        if obj is None:
            return [(None, {"fields": WHO, "description": FIRST_STEP})]
        upstream, who = "commerce_settings", WHO
        if not is_platform(request.user):
            upstream, who = "kind", ["spoken" if field == "languages" else field for field in WHO]
        return [
            ("Selling", {"classes": ["selling"], "fields": ["is_open", "is_sandbox", upstream]}),
            ("Who it is", {"classes": ["who"], "fields": who}),
            ("Receipts", {"classes": ["receipts"], "fields": RECEIPTS}),
            ("Emails", {"classes": ["emails"], "fields": EMAILS}),
            ("Branding", {"classes": ["clinic-branding"], "fields": BRANDING_FIELDS}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Clinic | None = None) -> list[str]:
        if obj is None:
            return []
        fixed = ["slug", "commerce_settings", "kind", "preview", "spoken"]
        return fixed if is_platform(request.user) else [*fixed, "languages", "country", "currency", "is_sandbox"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Clinic | None = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["name"]}

    def get_inlines(self, request: HttpRequest, obj: Clinic | None) -> list[Any]:
        if obj is None:
            return []
        domains = [DomainInline] if obj.domains.exists() else []
        selling = [CouponInline] if obj.keeps_coupons else []
        return [TextInline, BannerInline, *domains, *selling]

    def save_model(self, request: HttpRequest, obj: Clinic, form: Any, change: bool) -> None:
        """Only what was changed on the page: settings that are stored at the same moment stay."""
        if not change:
            obj.is_open = False
            super().save_model(request, obj, form, change)
            return
        own = {field.name for field in obj._meta.concrete_fields}
        obj.save(update_fields=[*own.intersection(form.changed_data), "updated_at"])
        keep_brand(request, form)

    def response_add(self, request: HttpRequest, obj: Clinic, post_url_continue: str | None = None) -> HttpResponse:
        """On to the second step."""
        messages.success(request, f"{obj} is here, and closed. Now say through which upstream it sells.")
        return HttpResponseRedirect(reverse("admin:clinics_clinic_commerce", args=[obj.pk]))

    def page_context(self, request: HttpRequest, obj: Clinic | None) -> dict[str, Any]:
        buttons = {"show_save_and_add_another": False}
        if obj is None:
            return buttons
        return buttons | {
            "title": str(obj),
            "subtitle": None,
            "checklist": checklist(obj),
            "is_platform": is_platform(request.user),
            "seen_field": SEEN,
            "seen": obj.updated_at.isoformat(),
        }

    @admin.display(description="Commerce settings")
    def commerce_settings(self, clinic: Clinic) -> str:
        kind = clinic.get_commerce_kind_display() or "None yet"
        url = reverse("admin:clinics_clinic_commerce", args=[clinic.pk])
        return format_html('{} · <a href="{}">Look at them and change them</a>', kind, url)

    @admin.display(description="Languages")
    def spoken(self, clinic: Clinic) -> str:
        return ", ".join(english_name(code) for code in clinic.language_codes)

    # -- the list ------------------------------------------------------------------------------------------------------

    @admin.display(description="Upstream", ordering="commerce_kind")
    def kind(self, clinic: Clinic) -> str:
        return clinic.get_commerce_kind_display() or "–"

    @admin.display(description="Primary domain")
    def primary(self, clinic: Clinic) -> str:
        return next((domain.host for domain in live_domains(clinic)), "–")

    @admin.display(description="State", ordering="is_open")
    def selling(self, clinic: Clinic) -> str:
        state = selling_state(clinic)
        return format_html('<span class="state state-{}">{}</span>', slugify(state), state.capitalize())

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        checked = ChecklistColumns()
        return ["name", "selling", checked.ready, "primary", "kind", checked.next_step]


class ChecklistColumns:
    """Of one list: the checklist of a row is made once for both columns."""

    def __init__(self) -> None:
        self._made: dict[int, Checklist] = {}

    @admin.display(description="Ready")
    def ready(self, clinic: Clinic) -> str:
        url = reverse("admin:clinics_clinic_ready", args=[clinic.pk])
        return format_html('<a href="{}">{}</a>', url, self._of(clinic).progress)

    @admin.display(description="To do")
    def next_step(self, clinic: Clinic) -> str:
        return ", ".join(item.name for item in self._of(clinic).items if item.state is CheckState.TO_DO) or "–"

    def _of(self, clinic: Clinic) -> Checklist:
        if clinic.pk not in self._made:
            self._made[clinic.pk] = checklist(clinic)
        return self._made[clinic.pk]
