"""Counts of what happens in the shops: never who, never from where, nothing finer than a day for what patients do."""

from __future__ import annotations

from django.db import models

from storefront.clinics.models import Clinic


class FunnelStep(models.TextChoices):
    """How far somebody got, in this order: each step is counted with all that come before it."""

    CART = "cart", "Cart"
    SIGN_IN = "sign_in", "Signed in"
    DETAILS = "details", "Details"
    PAYMENT = "payment", "Payment"
    REVIEW = "review", "Review"
    PLACED = "placed", "Order placed"


class Device(models.TextChoices):
    PHONE = "phone", "Phone"
    TABLET = "tablet", "Tablet"
    COMPUTER = "computer", "Computer"
    OTHER = "other", "Other or not known"


class Kind(models.TextChoices):
    """What kind of text a patient read when something did not work."""

    COUPON = "coupon", "Coupon"
    FIELD = "field", "Form"
    ORDER = "order", "Order"
    TROUBLE = "trouble", "Trouble"


class StepCount(models.Model):
    """How many visits of a day got to a step. ``language`` is a code, empty where the page is not known.

    ``sandbox`` is the clinic's mark on that day: what was tried out never mixes with what was bought.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    step = models.CharField(max_length=10, choices=FunnelStep)
    device = models.CharField(max_length=10, choices=Device)
    language = models.CharField(max_length=8, blank=True)
    sandbox = models.BooleanField(default=False)
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "Statistics"
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "day", "step", "device", "language", "sandbox"], name="one_count_of_a_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.step}: {self.count}"


class ShownError(models.Model):
    """How often a text was shown on a day. ``code`` is a word of ours that names it, never what somebody typed."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=80)
    language = models.CharField(max_length=8, blank=True)
    sandbox = models.BooleanField(default=False)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "day", "kind", "code", "language", "sandbox"], name="one_count_of_a_text"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.code}: {self.count}"


class UpstreamHour(models.Model):
    """Calls to a clinic's upstream in one hour. ``failures`` include ``rejected``: not sent, as the breaker was open.

    Times are milliseconds, of the calls that were sent. ``odd_rows`` are parts of answers that did not fit and so were
    left out.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+")
    upstream = models.CharField(max_length=20)
    hour = models.DateTimeField()
    calls = models.PositiveIntegerField()
    failures = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    slow = models.PositiveIntegerField()
    ms_total = models.PositiveBigIntegerField()
    ms_max = models.PositiveIntegerField()
    odd_rows = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name_plural = "Upstream health"
        constraints = [models.UniqueConstraint(fields=["clinic", "upstream", "hour"], name="one_row_of_an_hour")]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}: {self.calls}"


class UpstreamFailure(models.Model):
    """The last call that failed. ``request_id`` is that of our page, ``call_id`` the one that the upstream was sent."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+")
    upstream = models.CharField(max_length=20)
    at = models.DateTimeField()
    operation = models.CharField(max_length=120)
    outcome = models.CharField(max_length=40)
    status = models.PositiveSmallIntegerField()
    request_id = models.CharField(max_length=40, blank=True)
    call_id = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "upstream"], name="one_last_failure")]

    def __str__(self) -> str:
        return f"{self.operation}: {self.outcome}"
