"""A clinic: who it is, on which domains it sells, and through which commerce upstream."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property

from storefront.clinics.validators import (
    validate_country,
    validate_currency,
    validate_emails_off,
    validate_languages,
    validate_link_or_nothing,
    validate_logo,
    validate_time_zone,
)
from storefront.sealing import seal, sealed_anew, unseal
from storefront.web.hostnames import parse_host, validate_host_name

if TYPE_CHECKING:
    from storefront.upstream.ports import Commerce

CODE = r"^[A-Za-z0-9_-]{1,40}\Z"


class CommerceKind(models.TextChoices):
    CAREPORTALS = "careportals", "CarePortals"
    DECODA = "decoda", "Decoda Health"
    ELASTICPATH = "elasticpath", "Elastic Path"


class Clinic(models.Model):
    """``slug`` is its identity: in the clinics file, in logs and in what its secrets are bound to. It never changes."""

    slug = models.SlugField(max_length=50, unique=True, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")])
    name = models.CharField(max_length=120)
    languages = models.JSONField(
        default=list, validators=[validate_languages], help_text="Codes; the first is the default"
    )
    country = models.CharField(
        max_length=2, validators=[validate_country], help_text="Default of addresses and telephone numbers"
    )
    currency = models.CharField(max_length=3, validators=[validate_currency])
    support_email = models.EmailField()
    support_phone = models.CharField(max_length=20, blank=True, help_text="E.164, such as +14035550100")
    time_zone = models.CharField(
        max_length=50,
        blank=True,
        default="",
        db_default="",
        validators=[validate_time_zone],
        help_text="Such as America/Denver: when a day begins and ends there. Empty: UTC",
    )
    portal_url = models.CharField(
        "patient portal",
        max_length=300,
        blank=True,
        default="",
        db_default="",  # for the programs of the last release, while it is replaced
        validators=[validate_link_or_nothing],
        help_text="Where patients hand in forms and photos, such as https://clinic.portals.care",
    )
    brand_primary = models.CharField(
        max_length=7,
        default="#1f4e79",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", "Give a colour such as #0b6e4f.")],
    )
    logo = models.CharField(max_length=300, blank=True, validators=[validate_logo])
    legal_name = models.CharField(
        max_length=160, blank=True, default="", db_default="", help_text="On receipts; empty: the name above"
    )
    postal_address = models.TextField(
        max_length=300, blank=True, default="", db_default="", help_text="On receipts, as on an envelope"
    )
    tax_numbers = models.TextField(
        "tax and registration numbers",
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="On receipts, one a line and each with its name, such as GST/HST 12345 6789 RT0001",
    )
    orders_email = models.EmailField(
        "email for new orders",
        blank=True,
        default="",
        db_default="",
        help_text="Where new orders are told; empty: the support email",
    )
    emails_off = models.JSONField(
        "emails switched off",
        default=list,
        blank=True,
        db_default=[],
        validators=[validate_emails_off],
        help_text="Kinds that the clinic's upstream sends already, see storefront/clinics/emails.py",
    )
    emails_name_products = models.BooleanField(
        "name products in emails",
        default=False,
        db_default=False,
        help_text="Off: emails tell an order's reference and amount only. A product can say what somebody has",
    )
    commerce_kind = models.CharField(max_length=20, choices=CommerceKind, blank=True)
    sealed_commerce = models.TextField(editable=False, blank=True)
    is_open = models.BooleanField(default=True, help_text="Off: nothing can be bought; visitors read why")
    is_sandbox = models.BooleanField(
        default=False, help_text="Orders are for trying out: pages say so, and statistics keep them apart"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    made_commerce: Commerce | None = None  # no column: what ``commerce_for`` made for this object

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """Days of the clinic are days there."""
        return ZoneInfo(self.time_zone or "UTC")

    @property
    def commerce(self) -> dict[str, Any]:
        """Settings of the commerce upstream, secrets and all, as ``clinics/schema.py`` has checked them.

        Raises ``UnsealError`` when ``FIELD_KEYS`` no longer holds the key that sealed them.
        """
        return dict(json.loads(unseal(self.sealed_commerce, bound_to=self._binding)))

    def set_commerce(self, commerce: dict[str, Any]) -> None:
        self.commerce_kind = commerce["kind"]
        self.sealed_commerce = seal(json.dumps(commerce), bound_to=self._binding)

    def sealed_anew(self) -> dict[str, str]:
        """Under the first of ``FIELD_KEYS``, for ``manage.py reseal``. Raises ``UnsealError``."""
        return (
            {"sealed_commerce": sealed_anew(self.sealed_commerce, bound_to=self._binding)}
            if self.sealed_commerce
            else {}
        )

    @property
    def _binding(self) -> str:
        return f"clinic:{self.slug}"

    @property
    def is_draft(self) -> bool:
        """It has no commerce settings yet, so there is nothing that could be sold."""
        return not self.sealed_commerce

    @property
    def keeps_coupons(self) -> bool:
        """Its upstream has no codes: they are kept here."""
        return self.commerce_kind == CommerceKind.DECODA

    @property
    def keeps_accounts(self) -> bool:
        """Its upstream signs nobody in: patients have their accounts here, and emails go to them from here."""
        return self.commerce_kind == CommerceKind.DECODA

    @property
    def language_codes(self) -> tuple[str, ...]:
        return tuple(self.languages)

    @cached_property
    def primary_host(self) -> str:
        """Empty while the clinic has no verified domain."""
        domain = self.domains.filter(verified_at__isnull=False, off_since=None).first()
        return domain.host if domain else ""

    def origin(self, request: HttpRequest | None = None) -> str:
        """``https://<primary host>``: what links are built from, never the host of the request.

        On a loopback demo (``PLAIN_HTTP``) it is http, on the port that ``request`` came to.
        """
        if not settings.PLAIN_HTTP:
            return f"https://{self.primary_host}"
        came_to = parse_host(request.META.get("HTTP_HOST", "")) if request else None
        port = came_to[1] if came_to else ""
        return f"http://{self.primary_host}:{port}" if port else f"http://{self.primary_host}"


class Domain(models.Model):
    """A domain of one clinic. Only a verified one that is not switched off is answered.

    ``host`` is its name, as a ``Host`` header has it. ``seen`` is what the last check found in the DNS (``txt``,
    ``cname`` and ``addresses``: lists of texts); ``problem`` is empty or one word of ours for what was wrong.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="domains")
    host = models.CharField("domain name", max_length=253, unique=True, validators=[validate_host_name])
    position = models.PositiveSmallIntegerField(default=0, help_text="The lowest is the primary domain")
    verified_at = models.DateTimeField(null=True, blank=True)
    challenge = models.CharField(max_length=64, blank=True, editable=False)
    challenge_expires_at = models.DateTimeField(null=True, blank=True, editable=False)
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    seen = models.JSONField(default=dict, blank=True, editable=False)
    problem = models.CharField(max_length=40, blank=True, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    off_since = models.DateTimeField(null=True, blank=True, editable=False)
    certificate_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.host


class CouponsOfClinics(models.Manager["Coupon"]):
    def with_code(self, clinic: Clinic, code: str) -> Coupon | None:
        """In any case; nothing that cannot be a code is looked for."""
        return self.filter(clinic=clinic, code=code.upper()).first() if re.match(CODE, code) else None


class Coupon(models.Model):
    """A code of the clinic's own, for upstreams that have none. ``code`` is kept in upper case.

    ``amount`` and ``minimum`` are in major units of the clinic's currency. ``starts`` and ``expires`` are the first and
    the last day on which it can be used, in the clinic's time zone; ``uses`` counts everybody's orders, ``per_patient``
    those of each patient. ``gift_amounts``: also where the cart holds money for later, such as a gift of any amount.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="coupons")
    code = models.CharField(
        max_length=40, validators=[RegexValidator(CODE, "Give letters, digits, hyphens and underscores, 40 at most.")]
    )
    percent = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    amount = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    starts = models.DateField(null=True, blank=True, help_text="The first day")
    expires = models.DateField(null=True, blank=True, help_text="The last day")
    minimum = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    uses = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    per_patient = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    gift_amounts = models.BooleanField(default=False, db_default=False, help_text="Also for gifts of any amount")

    objects = CouponsOfClinics()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "code"], name="one_coupon_of_each_code"),
            models.CheckConstraint(
                condition=models.Q(percent=None, amount__isnull=False) | models.Q(percent__isnull=False, amount=None),
                name="either_percent_or_amount",
                violation_error_message="Give either a percentage or an amount.",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        if self.starts and self.expires and self.starts > self.expires:
            raise ValidationError({"expires": "The last day is before the first."})


class ConnectionTest(models.Model):
    """The last test of a clinic's commerce settings. ``of`` says which settings those were, without telling them.

    ``calls`` is what staff are shown, as ``onboarding/connection_test.py`` wrote it.
    """

    clinic = models.OneToOneField(Clinic, on_delete=models.CASCADE, related_name="connection")
    at = models.DateTimeField()
    passed = models.BooleanField()
    of = models.CharField(max_length=64)
    calls = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.clinic}: {'passed' if self.passed else 'failed'}"
