"""A clinic's own codes that may be used so often and no oftener: counted again where an order gets its licence."""

from __future__ import annotations

from checkout.models import OrderAttempt, coupon_uses
from storefront.clinics.models import Coupon


class CouponUsedUpError(Exception):
    """Another order used the code first. Nothing was sent."""


def check_uses_left(attempt: OrderAttempt) -> None:
    """Within the transaction that claims the attempt: whoever comes second waits here for the first, and counts it.

    Raises ``CouponUsedUpError``.
    """
    if not attempt.coupon:
        return
    locked = Coupon.objects.select_for_update().filter(clinic=attempt.clinic_id, code=attempt.coupon.upper()).first()
    if locked is None:
        return
    for limit, patient_ref in ((locked.uses, ""), (locked.per_patient, attempt.patient_ref)):
        others = 0 if limit is None else coupon_uses(attempt.clinic, locked.code, patient_ref, but=attempt)
        if limit is not None and others >= limit:
            raise CouponUsedUpError(locked.code)
