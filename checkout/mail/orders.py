"""The one place where emails about orders are asked for. Call one of these in the transaction of what it tells.

Each is told once for an order, however often it is called; the clinic may have switched it off, and then nothing is
written. Who calls: ``watching.py`` for what happens to an attempt. What happens to an order afterwards (something left
to do, shipped, cancelled, a payment that came back, a renewal) is told by whoever learns of it at the upstream.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from checkout.mail.letter import Letter, content_of
from checkout.models import OrderAttempt
from checkout.words.mail import Facts, words_of
from storefront.clinics.models import Clinic
from storefront.mail import outbox
from storefront.upstream.types import Order

AT_ONCE = timedelta()
CHECKING_AFTER = timedelta(minutes=2)  # younger doubts mostly resolve by themselves
WITHOUT_HURRY = timedelta(minutes=10)  # the patient reads it on the page, and may just be trying again


def order_placed(attempt: OrderAttempt, orders: tuple[Order, ...]) -> None:
    outbox.withdraw(attempt.clinic, str(attempt.pk), "order_checking", "order_refused", "payment_wanted")
    _tell_patient(attempt, "order_placed", orders=orders)
    _tell_clinic(attempt, "clinic_new_order")


def order_checking(attempt: OrderAttempt, after: timedelta = CHECKING_AFTER) -> None:
    _tell_patient(attempt, "order_checking", of=str(attempt.try_number), after=after)


def order_in_review(attempt: OrderAttempt) -> None:
    order_checking(attempt, AT_ONCE)
    _tell_clinic(attempt, "clinic_order_in_review", of=str(attempt.try_number))


def order_refused(attempt: OrderAttempt, after: timedelta = WITHOUT_HURRY) -> None:
    outbox.withdraw(attempt.clinic, str(attempt.pk), "order_checking")
    _tell_patient(attempt, "order_refused", of=str(attempt.try_number), after=after)


def payment_wanted(attempt: OrderAttempt, after: timedelta = WITHOUT_HURRY) -> None:
    outbox.withdraw(attempt.clinic, str(attempt.pk), "order_checking")
    _tell_patient(attempt, "payment_wanted", of=str(attempt.try_number), after=after)


def tried_again(attempt: OrderAttempt) -> None:
    """What was about to be said of the last try is no longer true."""
    outbox.withdraw(attempt.clinic, str(attempt.pk), "order_refused", "payment_wanted")


def payment_returned(attempt: OrderAttempt) -> None:
    _tell_patient(attempt, "payment_returned")


def something_left_to_do(attempt: OrderAttempt, what: str) -> None:
    """``what`` names the open items, such as their keys joined: other items are told anew. It is not in the email."""
    _tell_patient(attempt, "order_action", of=what)


def order_shipped(attempt: OrderAttempt, parcel: str = "") -> None:
    """``parcel`` names one of several. It is not in the email."""
    _tell_patient(attempt, "order_shipped", of=parcel)


def order_cancelled(attempt: OrderAttempt) -> None:
    outbox.withdraw(attempt.clinic, str(attempt.pk), "order_refused", "payment_wanted")
    _tell_patient(attempt, "order_cancelled")


def renewal_changed(clinic: Clinic, email: str, language: str, path: str, change: str) -> None:
    """``path`` is that of the renewal's page; ``change`` names this change, so that it is told once."""
    with override(language_at(clinic, language)):
        words = words_of("renewal_changed", Facts(clinic.name, ""))
        content = content_of(clinic, email, Letter(words, clinic.origin() + path))
        outbox.post(clinic, "renewal_changed", content, once=_once("renewal_changed", path, change))


def language_at(clinic: Clinic, language: str) -> str:
    return language if language in clinic.language_codes else clinic.language_codes[0]


def _tell_patient(
    attempt: OrderAttempt,
    kind: str,
    *,
    of: str = "",
    orders: tuple[Order, ...] = (),
    after: timedelta = AT_ONCE,
) -> None:
    """``of`` tells apart what may be told again of one order."""
    contact, clinic = attempt.contact(), attempt.clinic
    if contact is None or kind in clinic.emails_off:
        return
    with override(language_at(clinic, contact.language)):
        letter = _letter(attempt, kind, clinic.origin() + page_of(attempt), orders)
        content = content_of(clinic, contact.email, letter)
        outbox.post(clinic, kind, content, order=str(attempt.pk), once=_once(kind, str(attempt.pk), of), after=after)


def _tell_clinic(attempt: OrderAttempt, kind: str, of: str = "") -> None:
    clinic = attempt.clinic
    if kind in clinic.emails_off:
        return
    with override(clinic.language_codes[0]):
        letter = _letter(attempt, kind, staff_page_of(attempt))
        content = content_of(clinic, clinic.orders_email or clinic.support_email, letter, to_clinic=True)
        outbox.post(clinic, kind, content, order=str(attempt.pk), once=_once(kind, str(attempt.pk), of))


def _letter(attempt: OrderAttempt, kind: str, url: str, orders: tuple[Order, ...] = ()) -> Letter:
    clinic, total = attempt.clinic, attempt.total
    facts = Facts(
        clinic=clinic.name,
        reference=attempt.reference,
        total=written_total(attempt),
        free=not total,
        payment=orders[0].payment if orders else "",
        refusal=attempt.refusal,
        ordered=bool(attempt.order_ref),
    )
    lines = [line for order in orders for line in order.lines] if clinic.emails_name_products else []
    return Letter(
        words=words_of(kind, facts),
        url=url,
        facts=[(_("Reference"), attempt.reference), (_("Total"), facts.total)],
        items=[f"{line.quantity} × {line.name}" for line in lines],
    )


def written_total(attempt: OrderAttempt) -> str:
    return attempt.total.display(get_language() or "en", attempt.clinic.country)


def page_of(attempt: OrderAttempt) -> str:
    """Also on a staff host, whose pages have other names."""
    return reverse("checkout:order", settings.ROOT_URLCONF, args=[attempt.pk])


def staff_page_of(attempt: OrderAttempt) -> str:
    """Empty without a staff host."""
    page = reverse("admin:checkout_orderattempt_change", settings.STAFF_URLCONF, args=[attempt.pk])
    scheme = "http" if settings.PLAIN_HTTP else "https"
    return f"{scheme}://{min(settings.STAFF_HOSTS)}{page}" if settings.STAFF_HOSTS else ""


def _once(*parts: str) -> str:
    """At most as long as its column: what tells apart is hashed where it is long."""
    name = ":".join(parts)
    return name if len(name) <= 100 else f"{name[:60]}:{hashlib.sha256(name.encode()).hexdigest()[:32]}"
