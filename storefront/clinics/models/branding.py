"""What a clinic says and shows of itself beside its name and colour: texts by language, consent, banners, a logo."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Never

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from storefront.clinics.models.clinic import Clinic
from storefront.clinics.validators import validate_link, validate_plain_text, validate_words
from storefront.languages import english_name


class ClinicText(models.Model):
    """A clinic's own words in one language, plain text all of them. What is empty is said in our words or left out."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    welcome = models.CharField(
        "welcome line", max_length=160, blank=True, validators=[validate_plain_text], help_text="Above the catalogue"
    )
    terms_url = models.CharField(
        "terms", max_length=300, blank=True, validators=[validate_link], help_text="URL of your terms of sale"
    )
    privacy_url = models.CharField(
        "privacy", max_length=300, blank=True, validators=[validate_link], help_text="URL of your privacy notice"
    )
    consent = models.CharField(
        "consent to news by email",
        max_length=500,
        blank=True,
        validators=[validate_plain_text],
        help_text="Beside the box at sign-up, which is never ticked beforehand. Empty: our own wording. "
        "A change is a new version; each patient's answer is kept with the words they read.",
    )
    after_order = models.TextField(
        "after an order",
        max_length=600,
        blank=True,
        validators=[validate_plain_text],
        help_text="What happens next and when, on the page of a placed order",
    )
    closed = models.CharField(
        "while closed",
        max_length=300,
        blank=True,
        validators=[validate_plain_text],
        help_text="What visitors read while the shop is closed",
    )
    accessibility = models.TextField(
        "accessibility",
        max_length=1500,
        blank=True,
        default="",
        db_default="",
        validators=[validate_plain_text],
        help_text="Added to the accessibility statement: your address for complaints, your premises",
    )

    consent_version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "text"
        constraints = [models.UniqueConstraint(fields=["clinic", "language"], name="one_text_of_each_language")]

    def __str__(self) -> str:
        return english_name(self.language)

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """A wording of the consent that was not the last one becomes the next version of it."""
        self.consent = " ".join(self.consent.split())
        with transaction.atomic():
            if self.consent:
                self.consent_version = ConsentWording.version_of(self.clinic, self.language, self.consent)
            if update_fields is not None:
                update_fields = {*update_fields, "consent_version"}
            super().save(*args, update_fields=update_fields, **kwargs)


class ConsentWording(models.Model):
    """One version of the words that a clinic asks consent with. Append-only: what was read once can be read again."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="consent_wordings")
    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    wording = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "language", "version"], name="one_wording_of_each_version")
        ]

    def __str__(self) -> str:
        return f"{self.language}-{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A wording that was shown is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("A wording that was shown is never deleted.")

    @classmethod
    def version_of(cls, clinic: Clinic, language: str, wording: str) -> int:
        last = cls.objects.filter(clinic=clinic, language=language).order_by("-version").first()
        if last and last.wording == wording:
            return last.version
        version = last.version + 1 if last else 1
        cls.objects.create(clinic=clinic, language=language, version=version, wording=wording)
        return version


class Banner(models.Model):
    """A notice on all pages of the shop between two moments. ``words`` are texts by language, some or all."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="banners")
    words = models.JSONField(default=dict, validators=[validate_words])
    starts_at = models.DateTimeField("from", help_text="UTC")
    ends_at = models.DateTimeField("until", help_text="UTC")

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="banner_ends_later")
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d} to {self.ends_at:%Y-%m-%d}" if self.starts_at and self.ends_at else "new"

    def clean(self) -> None:
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "The banner ends before it starts: give a later moment."})


class Logo(models.Model):
    """A logo that staff uploaded, as ``logos.py`` made it anew: WebP, in a row of its own that pages do not read."""

    clinic = models.OneToOneField(Clinic, on_delete=models.CASCADE, related_name="uploaded_logo")
    data = models.BinaryField()
    digest = models.CharField(max_length=16)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"


def dressed(clinics: QuerySet[Clinic]) -> QuerySet[Clinic]:
    """With its texts, the banners that are not over and what is known of its logo, so that no page asks for them."""
    to_come = Prefetch("banners", Banner.objects.filter(ends_at__gt=timezone.now()))
    return clinics.select_related("uploaded_logo").defer("uploaded_logo__data").prefetch_related("texts", to_come)
