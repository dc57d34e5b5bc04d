"""A clinic's branding and texts in the staff pages: parts that ``clinic.py`` puts on the clinic's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse

from storefront.backoffice.clinics.fields import ColourField, LogoField, WordsField
from storefront.clinics.branding import colours, logos
from storefront.clinics.branding.views import uploaded_logo
from storefront.clinics.models import Banner, Clinic, ClinicText, Logo
from storefront.languages import english_name
from storefront.staff.scoping import ClinicScoped

FIELDS = ["brand_primary", "logo_upload", "logo", "preview"]  # of the clinic's page


class StoredLogo:
    """The logo that is there, as the upload field wants to know it."""

    def __init__(self, clinic: Clinic, logo: Logo) -> None:
        self.url = f"{reverse('admin:clinics_clinic_logo', args=[clinic.pk])}?v={logo.digest}"
        self.width, self.height = logo.width, logo.height


class BrandForm(forms.ModelForm):  # type: ignore[type-arg]
    """The part of a clinic's form that is its branding; ``keep_brand`` saves what is not a field of the clinic."""

    brand_primary = ColourField(
        required=False, label="Colour", help_text="Such as #0b6e4f. Pages use the nearest that can be read."
    )
    logo_upload = LogoField(
        label="Logo", help_text="PNG, JPEG, WebP or GIF, 2 MB at most. Without one the name is shown."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and (logo := uploaded_logo(self.instance)):
            self.initial["logo_upload"] = StoredLogo(self.instance, logo)

    def clean_brand_primary(self) -> str:
        colour: str = self.cleaned_data["brand_primary"]
        return colour or self.instance.brand_primary


def keep_brand(request: HttpRequest, form: forms.ModelForm[Clinic]) -> None:
    """After the clinic is saved: the logo, and a word about a colour that pages cannot use as it is."""
    upload, clinic = form.cleaned_data.get("logo_upload"), form.instance
    if isinstance(upload, logos.LogoImage):
        logos.keep(clinic, upload)
    elif upload is False:
        Logo.objects.filter(clinic=clinic).delete()
    if (
        "brand_primary" in form.changed_data
        and (better := colours.nearest(clinic.brand_primary)) != clinic.brand_primary
    ):
        messages.warning(
            request,
            f"{clinic.brand_primary} is kept, but it is too light for text on a white page. Pages use darker shades "
            f"of it there; {better} is the nearest colour that could be used as it is.",
        )


# -- texts -------------------------------------------------------------------------------------------------------------

WORDS = ("welcome", "terms_url", "privacy_url", "consent", "after_order", "closed")
OURS = ("consent", "closed")  # said in our words where the clinic has none


class TextForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ClinicText
        fields = ["language", *WORDS]
        widgets = {
            "language": forms.HiddenInput,
            "welcome": forms.TextInput(attrs={"size": 60, "data-welcome": ""}),
            "terms_url": forms.TextInput(attrs={"size": 60, "inputmode": "url", "spellcheck": "false"}),
            "privacy_url": forms.TextInput(attrs={"size": 60, "inputmode": "url", "spellcheck": "false"}),
            "consent": forms.Textarea(attrs={"rows": 2}),
            "after_order": forms.Textarea(attrs={"rows": 4}),
            "closed": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("welcome", "consent", "after_order", "closed"):
            self.fields[name].widget.attrs["lang"] = self.code

    @property
    def code(self) -> str:
        return str(self.initial.get("language") or self.instance.language)

    @property
    def title(self) -> str:
        return english_name(self.code)

    @property
    def missing(self) -> list[str]:
        """Names of what is not written yet, as they stand beside the boxes."""
        return [str(self.fields[name].label) for name in WORDS if name not in OURS and not getattr(self.instance, name)]


class TextFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """One form for each language of the clinic, written or not, in the clinic's order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = {text.language for text in self.get_queryset()}
        missing = [code for code in self.instance.language_codes if code not in written]
        self.initial_extra = [{"language": code} for code in missing]
        self.extra = self.max_num = len(missing)
        self.max_num += len(written)

    def get_queryset(self) -> Any:
        if not hasattr(self, "_in_order"):
            codes = self.instance.language_codes
            texts = super().get_queryset().filter(language__in=codes) if self.instance.pk else []
            self._in_order = sorted(texts, key=lambda text: codes.index(text.language))
        return self._in_order

    def clean(self) -> None:
        super().clean()
        for form in self.extra_forms:
            if form.has_changed() and form.cleaned_data.get("language") not in self.instance.language_codes:
                raise forms.ValidationError(
                    "These texts are in a language that the clinic does not have: load the page anew."
                )


class TextInline(ClinicScoped, admin.StackedInline):  # type: ignore[type-arg]
    clinic_staff_may = ("view", "add", "change")
    model = ClinicText
    form = TextForm
    formset = TextFormSet
    template = "admin/clinics/texts.html"
    verbose_name_plural = "Texts"
    can_delete = False

    def get_extra(self, request: HttpRequest, obj: Clinic | None = None, **kwargs: Any) -> int:
        return len(obj.language_codes) if obj else 0


# -- banners -----------------------------------------------------------------------------------------------------------


class BannerForm(forms.ModelForm):  # type: ignore[type-arg]
    words = WordsField(label="Notice", error_messages={"required": "Say something in at least one language."})

    class Meta:
        model = Banner
        fields = ["words", "starts_at", "ends_at"]

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = self.fields["words"]
        assert isinstance(words, WordsField)  # noqa: S101
        words.speak(languages)


class BannerFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"languages": self.instance.language_codes}


class BannerInline(ClinicScoped, admin.StackedInline):  # type: ignore[type-arg]
    """Several may be planned; where they overlap, patients read the one that began last."""

    clinic_staff_may = ("view", "add", "change", "delete")
    model = Banner
    form = BannerForm
    formset = BannerFormSet
    extra = 0
