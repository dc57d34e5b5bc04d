"""What is written down about an order before, while and after it is asked for.

References and figures only: no names, products or bodies; of the e-mail address a keyed digest. What a later look-up
needs (the patient's access and the request that was sent) is sealed in ``sealed`` and erased as soon as the attempt is
resolved. Where the order goes is sealed in ``delivery``, and who is written to about it in ``sealed_contact``, as long
as the attempt says whose it was.

Fields whose column has another name were renamed here only, so that two releases run side by side on one database.
"""

from __future__ import annotations

import json
import secrets
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from storefront.clinics.models import Clinic
from storefront.money import Money
from storefront.sealing import UnsealError, seal, sealed_anew, unseal
from storefront.upstream.types import Address, OrderRequest, Payment

if TYPE_CHECKING:
    from checkout.orders.causes import Cause

KEY_PREFIX = "sf-"  # of what an attempt is called upstream: how the nightly comparison knows ours
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is misheard on the telephone


class State(models.TextChoices):
    OPEN = "open", "Open: not asked for yet, or the question never left"
    SENT = "sent", "Sent: asked for, no answer yet"
    UNKNOWN = "unknown", "Unknown: no usable answer came, being looked up"
    PLACED = "placed", "Placed: the upstream has the order"
    REFUSED = "refused", "Refused: the upstream has no order"
    REVIEW = "review", "Review: staff have to decide"


class Step(models.TextChoices):
    ORDER = "order", "Order"
    CONFIRM = "confirm", "The patient's bank is asked"
    PAY = "pay", "The order exists, paying it is a step of its own"


class Refusal(models.TextChoices):
    """Why there is no order, in the words of ``checkout/words/patients.py``."""

    NONE = "", ""
    DECLINED = "declined", "Payment method declined"
    REFUSED = "refused", "Order refused"
    BUSY = "busy", "Upstream busy"
    SIGNED_OUT = "signed_out", "Sign-in expired"
    UNAVAILABLE = "unavailable", "Clinic's access refused"
    UNREACHABLE = "unreachable", "Upstream not reached, nothing was sent"
    SOLD_OUT = "sold_out", "Not enough of an item was left"
    NOT_PAYABLE = "not_payable", "The order cannot be paid here"
    NOT_PLACED = "not_placed", "Looked up: not placed"
    LEFT_BANK = "left_bank", "The bank's question was left unanswered for another card"
    CANCELLED = "cancelled", "Cancelled by the patient, not paid"
    COSTS_MORE = "costs_more", "The order costs more than the patient was shown; not paid"


QUOTE = "quote:"  # such a cart_ref is not a cart's: the clinic's quote is what becomes the order
CODE_IS_KEPT = timedelta(hours=1)  # for an order that is not paid yet
BILL = "bill:"  # nor is such a one: the order is what the clinic billed, and only its payment begins here
IN_QUESTION = (State.SENT, State.UNKNOWN, State.REVIEW)


def new_reference() -> str:
    """Eight characters that can be read out: ``H7K2-9QXM``."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{text[:4]}-{text[4:]}"


@dataclass(frozen=True, slots=True)
class Contact:
    """Who is written to about an order, and in which language. ``paid_with`` is the upstream's id of the method."""

    email: str
    name: str
    language: str
    paid_with: str = ""


class AttemptQuerySet(models.QuerySet["OrderAttempt"]):
    def of_patient(self, clinic: Clinic, patient_ref: str) -> AttemptQuerySet:
        return self.filter(clinic=clinic, patient_ref=patient_ref)

    def of_quote(self, clinic: Clinic, quote_ref: str) -> AttemptQuerySet:
        return self.filter(clinic=clinic, upstream=clinic.commerce_kind, cart_ref=f"{QUOTE}{quote_ref}")

    def of_bill(self, clinic: Clinic, bill_ref: str) -> AttemptQuerySet:
        return self.filter(clinic=clinic, upstream=clinic.commerce_kind, cart_ref=f"{BILL}{bill_ref}")

    def unpaid(self) -> AttemptQuerySet:
        """Their order exists, and can be paid (again)."""
        return self.filter(state__in=(State.OPEN, State.REFUSED), step=Step.PAY)

    def in_question(self) -> AttemptQuerySet:
        return self.filter(state__in=IN_QUESTION)


class OrderAttempt(models.Model):
    """One try to turn one cart or quote into an order. The database arbitrates: see the constraints."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="order_attempts")
    upstream = models.CharField(max_length=20)
    cart_ref = models.CharField(max_length=134)  # 128 of a reference and QUOTE
    patient_ref = models.CharField(max_length=128)
    email_digest = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",  # for the programs of the last release, while it is replaced
        editable=False,
        help_text="Keyed: found by staff who know the address, says nothing",
    )
    coupon = models.CharField(max_length=64, blank=True)
    fingerprint = models.CharField(max_length=64)
    shown_minor = models.BigIntegerField(help_text="The total that the patient saw, in the currency's smallest coin")
    charged_minor = models.BigIntegerField(null=True, blank=True, help_text="The total that the order says")
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    step = models.CharField(max_length=20, choices=Step, default=Step.ORDER)
    refusal = models.CharField(max_length=20, choices=Refusal, default=Refusal.NONE, blank=True)
    try_number = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    looked_up_at = models.DateTimeField(null=True, blank=True, db_column="looked_at")
    next_look_up_at = models.DateTimeField(null=True, blank=True, db_column="next_look_at")
    look_ups = models.PositiveIntegerField(default=0, db_column="looks")
    cart_closed_at = models.DateTimeField(
        null=True, blank=True, db_column="fenced_at", help_text="Since then its cart can make no order"
    )
    resolved_at = models.DateTimeField(null=True, blank=True, db_column="settled_at")
    sealed = models.TextField(blank=True, editable=False)
    sealed_contact = models.TextField(blank=True, default="", db_default="", editable=False)
    delivery = models.TextField(
        blank=True, default="", db_default="", editable=False, help_text="Sealed: the address that was sent"
    )

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index("state", "next_look_up_at", name="attempt_due"),
            models.Index("clinic", "patient_ref", name="attempt_patient"),
            models.Index("email_digest", name="attempt_email"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "upstream", "cart_ref"], name="one_attempt_per_cart"),
            models.UniqueConstraint(
                fields=["clinic", "patient_ref"],
                condition=Q(state__in=IN_QUESTION),
                name="one_open_question_per_patient",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="attempt_state_is_known"),
            models.CheckConstraint(condition=~Q(state=State.SENT) | Q(sent_at__isnull=False), name="sent_has_a_time"),
            models.CheckConstraint(
                condition=~Q(state=State.PLACED) | Q(resolved_at__isnull=False),
                name="placed_is_settled",  # named so in the databases that exist
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("checkout:order", args=[self.pk])

    @property
    def key(self) -> str:
        """What the attempt is called upstream, wherever there is a field for it."""
        return f"{KEY_PREFIX}{self.pk}"

    @property
    def quote_ref(self) -> str:
        """The quote that becomes the order; empty where it is a cart."""
        return self.cart_ref.removeprefix(QUOTE) if self.cart_ref.startswith(QUOTE) else ""

    @property
    def bill_ref(self) -> str:
        """The clinic's bill that is paid here; empty where the order began here."""
        return self.cart_ref.removeprefix(BILL) if self.cart_ref.startswith(BILL) else ""

    @property
    def shown_total(self) -> Money:
        return Money.from_minor(self.shown_minor, self.currency)

    @property
    def total(self) -> Money:
        """What the order costs by the last that is known: what the clinic charges, or else what the patient saw."""
        return self.charged_total or self.shown_total

    @property
    def costs_other_than_shown(self) -> bool:
        return self.charged_total is not None and self.charged_total != self.shown_total

    @property
    def charged_total(self) -> Money | None:
        return None if self.charged_minor is None else Money.from_minor(self.charged_minor, self.currency)

    @property
    def page_state(self) -> str:
        """The state in the words of the order page's ``data-state``."""
        if self.waits_for_bank or self.is_unpaid:
            return "payment"
        return "refused" if self.state == State.OPEN else str(self.state)

    @property
    def waits_for_bank(self) -> bool:
        return self.state == State.SENT and self.step == Step.CONFIRM

    @property
    def is_unpaid(self) -> bool:
        """The order exists and the patient can pay it (again): never a reason for a second order."""
        return self.state in (State.OPEN, State.REFUSED) and self.step == Step.PAY

    @property
    def may_be_sent(self) -> bool:
        """There is certainly no order of this attempt yet."""
        unsent = self.state in (State.OPEN, State.REFUSED) and self.step != Step.PAY
        return unsent and self.cart_closed_at is None

    @cached_property
    def order_ref(self) -> str:
        """The upstream's order, where it is known already."""
        order = self.placed_orders.first()
        return order.upstream_order_id if order else ""

    @property
    def in_question(self) -> bool:
        return self.state in IN_QUESTION

    def seal_away(self, secrets_: dict[str, Any]) -> None:
        """Keep what a later look-up needs; only this row can open it."""
        self.sealed = seal(json.dumps(secrets_), bound_to=self._binding)

    def sealed_away(self) -> dict[str, Any]:
        try:
            return dict(json.loads(unseal(self.sealed, bound_to=self._binding))) if self.sealed else {}
        except UnsealError:
            return {}

    @property
    def address(self) -> Address | None:
        """The address that was sent with the order; None where there was none, or it was forgotten."""
        return Address(**kept["address"]) if (kept := self._delivery_kept()) else None

    @property
    def ships(self) -> bool:
        """Whether something is sent to ``address``."""
        return bool(self._delivery_kept().get("ships"))

    def sealed_delivery(self, request: OrderRequest) -> str:
        """What ``delivery`` holds of this request, empty without an address; only this row can open it."""
        if request.address is None:
            return ""
        kept = {"address": asdict(request.address), "ships": request.ships}
        return seal(json.dumps(kept), bound_to=self._delivery_binding)

    def _delivery_kept(self) -> dict[str, Any]:
        try:
            return dict(json.loads(unseal(self.delivery, bound_to=self._delivery_binding))) if self.delivery else {}
        except UnsealError:
            return {}

    def sealed_anew(self) -> dict[str, str]:
        """Under the first of ``FIELD_KEYS``, for ``manage.py reseal``. Raises ``UnsealError``."""
        kept = {
            "sealed": (self.sealed, self._binding),
            "delivery": (self.delivery, self._delivery_binding),
            "sealed_contact": (self.sealed_contact, self._contact_binding),
        }
        return {name: sealed_anew(text, bound_to=binding) for name, (text, binding) in kept.items() if text}

    def seal_contact(self, contact: Contact) -> None:
        """Not saved yet."""
        self.sealed_contact = seal(json.dumps(asdict(contact)), bound_to=self._contact_binding)

    def contact(self) -> Contact | None:
        """None for an order of an earlier release, or one that no longer says whose it was."""
        try:
            kept = unseal(self.sealed_contact, bound_to=self._contact_binding) if self.sealed_contact else ""
        except UnsealError:
            return None
        return Contact(**json.loads(kept)) if kept else None

    @property
    def _contact_binding(self) -> str:
        return f"order-contact:{self.pk}"

    @property
    def _binding(self) -> str:
        return f"order-attempt:{self.pk}"

    @property
    def _delivery_binding(self) -> str:
        return f"order-attempt-delivery:{self.pk}"

    def record(self, to_state: str, cause: Cause, *, at: datetime, **facts: Any) -> AttemptEvent:
        return self.events.create(from_state=self.state, to_state=to_state, cause=cause, at=at, **facts)


def coupon_uses(clinic: Clinic, code: str, patient_ref: str, *, but: OrderAttempt | None = None) -> int:
    """Orders at this clinic that used a code, of one patient or (empty) of everybody; those in question count too.

    An order that nobody has paid for a while counts for its own patient only: nobody uses up a code for others by
    leaving an order unpaid. ``but`` is not counted.
    """
    ordered = _ordered(clinic).filter(coupon__iexact=code)
    if but is not None:
        ordered = ordered.exclude(pk=but.pk)
    return (ordered.filter(patient_ref=patient_ref) if patient_ref else ordered.exclude(_left_unpaid())).count()


def coupon_counts(clinic: Clinic) -> dict[str, int]:
    """The same for all codes at once, in upper case; those that nobody used are not among them."""
    codes = _ordered(clinic).exclude(coupon="").values_list(Upper("coupon"))
    return dict(codes.annotate(models.Count("pk")).order_by())


def orders_in_doubt(clinic: Clinic) -> int:
    """Orders that have yet to be looked up at the clinic's upstream."""
    return OrderAttempt.objects.filter(clinic=clinic).in_question().count()


def _left_unpaid() -> Q:
    """Waiting for a payment that the patient could have made, for longer than a code is kept for them."""
    waiting = Q(state__in=(State.OPEN, State.REFUSED), step=Step.PAY) | Q(state=State.SENT, step=Step.CONFIRM)
    return waiting & Q(sent_at__lt=timezone.now() - CODE_IS_KEPT)


def _ordered(clinic: Clinic) -> AttemptQuerySet:
    attempts = OrderAttempt.objects.filter(clinic=clinic)
    return attempts.filter(Q(state__in=(State.PLACED, *IN_QUESTION)) | Q(step=Step.PAY))


class PlacedOrder(models.Model):
    """An order that exists upstream; one act may make several."""

    attempt = models.ForeignKey(OrderAttempt, on_delete=models.PROTECT, related_name="placed_orders")
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    upstream = models.CharField(max_length=20)
    upstream_order_id = models.CharField(max_length=128)
    number = models.CharField(max_length=64)
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    fee_minor = models.BigIntegerField(default=0, db_default=0, help_text="What paying by card cost beside the total")
    payment = models.CharField(max_length=10, choices=[(p.value, p.value) for p in Payment], default=Payment.PAID.value)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "upstream", "upstream_order_id"], name="one_row_per_upstream_order"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @classmethod
    def of_patient(cls, clinic: Clinic, patient_ref: str) -> models.QuerySet[PlacedOrder]:
        """With their attempts."""
        mine = cls.objects.filter(clinic=clinic, attempt__clinic=clinic, attempt__patient_ref=patient_ref)
        return mine.select_related("attempt")

    @property
    def total(self) -> Money:
        return Money.from_minor(self.total_minor, self.currency)

    @property
    def fee(self) -> Money:
        return Money.from_minor(self.fee_minor, self.currency)


class Agreement(models.Model):
    """What a patient accepted by placing an order, in the words that they read. Append-only, and about no person.

    ``version`` is a digest of wording and address: the terms themselves stand on the clinic's own site.
    """

    class Kind(models.TextChoices):
        TERMS = "terms", "Terms of sale"
        RENEWAL = "renewal", "How it renews"
        QUOTE = "quote", "Terms of the quote"

    attempt = models.ForeignKey(OrderAttempt, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=10, choices=Kind)
    version = models.CharField(max_length=16)
    language = models.CharField(max_length=10)
    wording = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["attempt", "kind", "version"], name="one_agreement_of_each")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"


class AttemptEvent(models.Model):
    """What happened to an attempt, append-only. ``cause`` is a ``Cause``; never a body or a message of theirs."""

    attempt = models.ForeignKey(OrderAttempt, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20)
    cause = models.CharField(max_length=40)
    http_status = models.PositiveSmallIntegerField(default=0)
    error_class = models.CharField(max_length=40, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True, help_text="What staff wrote when they decided")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}: {self.cause}"


class ClinicRequest(models.Model):
    """What a patient asked the clinic to do, because no call of its upstream lets a shop do it. Staff do it there.

    ``subject`` is the upstream's id of what it is about. Asked twice while it is open, it is one request.
    """

    class Kind(models.TextChoices):
        PAUSE = "pause", "Pause a renewal"
        RESUME = "resume", "Resume a renewal"
        CANCEL = "cancel", "Cancel a renewal"
        MOVE = "next", "Move the next date of a renewal"
        CANCEL_ORDER = "cancel_order", "Cancel an order"

    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="requests")
    patient_ref = models.CharField(max_length=128, blank=True)
    email_digest = models.CharField(max_length=64, blank=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    subject = models.CharField(max_length=128)
    attempt = models.ForeignKey(OrderAttempt, on_delete=models.PROTECT, null=True, blank=True, related_name="requests")
    wanted_date = models.DateField(null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=150, blank=True)
    note = models.TextField(blank=True, help_text="What was done about it")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "patient_ref", "kind", "subject"],
                condition=Q(done_at=None),
                name="one_open_request_each",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Pause(models.Model):
    """A time in which no order is sent, at no clinic. See ``checkout/orders/pause.py``."""

    began_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        db_table = "checkout_hold"  # renamed here only: two releases run side by side
        ordering = ["-began_at"]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M} to {self.until:%H:%M}"


class Incident(models.Model):
    """A difference between us and an upstream that a person has to look into. Written once each."""

    class Kind(models.TextChoices):
        NOT_FOUND = "not_found", "Placed here, not found upstream"
        NO_ATTEMPT = "no_attempt", "Upstream with a key of ours, unknown here"
        SAID_REFUSED = "said_refused", "Upstream has the order, the patient read that there is none"
        DUPLICATE = "duplicate", "A second order of one attempt"
        TOTAL_DIFFERS = "total_differs", "The order's total is not the one shown"
        LATE_ORDER = "late_order", "An order came after its attempt was resolved"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=20, choices=Kind)
    attempt = models.ForeignKey(OrderAttempt, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents")
    upstream_order_id = models.CharField(max_length=128, blank=True)
    subject = models.CharField(max_length=128, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.CharField(max_length=150, blank=True, default="", db_default="")
    resolution = models.TextField(blank=True, default="", db_default="", help_text="What was found and done")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "kind", "subject"], name="one_incident_each"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.attempt or self.upstream_order_id}"

    @classmethod
    def note(cls, kind: str, clinic: Clinic, *, attempt: OrderAttempt | None = None, order_ref: str = "") -> bool:
        """True when it is new."""
        _incident, new = cls.objects.get_or_create(
            clinic=clinic,
            kind=kind,
            subject=order_ref or str(attempt.pk if attempt else ""),
            defaults={"attempt": attempt, "upstream_order_id": order_ref},
        )
        return new


class CartTurn(models.Model):
    """Which request changes a visitor's cart now. ``key`` is a keyed digest of whose cart it is."""

    key = models.CharField(max_length=64, primary_key=True)
    holder = models.CharField(max_length=32)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"turn until {self.until}"
