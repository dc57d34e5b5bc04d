"""One box for everything that a patient or an upstream may have said about an order.

An e-mail address is looked for by its keyed digest. It must not get into addresses, histories or logs, so the box is
sent as a POST and what was found, not what was typed, is kept for the next page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from checkout.models import KEY_PREFIX, QUOTE, OrderAttempt
from storefront.clinics.models import Clinic
from storefront.sessions.digests import email_digests
from storefront.staff.finding import LONGEST, as_uuid, is_address

MOST = 50
REFERENCE = re.compile(r"[0-9A-Z]{8}")


def find(attempts: QuerySet[OrderAttempt], clinics: Sequence[Clinic], typed: str) -> dict[str, str]:
    """Ids of at most ``MOST`` attempts of these clinics, the newest of a kind first, each with what matched."""
    typed, attempts = typed.strip()[:LONGEST], attempts.filter(clinic__in=clinics)
    found: dict[str, str] = {}
    for why, rows in _ways(clinics, typed) if typed.isprintable() and typed else ():
        for pk in attempts.filter(rows).order_by("-created_at").values_list("pk", flat=True).distinct()[:MOST]:
            found.setdefault(str(pk), why)
    return dict(list(found.items())[:MOST])


def _ways(clinics: Sequence[Clinic], typed: str) -> Iterable[tuple[str, Q]]:
    """From the surest to the widest."""
    if is_address(typed):
        digests = [digest for clinic in clinics for digest in email_digests(clinic.slug, typed)]
        yield "e-mail address", Q(email_digest__in=digests)
        return
    plain = re.sub(r"[\s–—-]+", "", typed).upper()
    if REFERENCE.fullmatch(plain):
        yield "reference", Q(reference=f"{plain[:4]}-{plain[4:]}")
    if key := as_uuid(typed.removeprefix(KEY_PREFIX)):
        yield "our key at the upstream", Q(pk=key)
    yield "the upstream's order id", Q(placed_orders__upstream_order_id=typed)
    yield "the upstream's order number", Q(placed_orders__number__iexact=typed)
    yield "order id of an incident", Q(incidents__upstream_order_id=typed)
    yield "cart", Q(cart_ref=typed)
    yield "quote", Q(cart_ref=f"{QUOTE}{typed}")
    yield "patient reference", Q(patient_ref=typed)
