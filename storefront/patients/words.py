"""Sentences about accounts that only some clinics can keep."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from storefront.upstream.ports import Capabilities


def last_used(seen_at: datetime, now: datetime) -> str:
    """Of another sign-in, which may be in use at this moment."""
    if now - seen_at < timedelta(minutes=2):
        return _("In another browser, used just now")
    return _("In another browser, last used %(ago)s ago") % {"ago": timesince(seen_at, now)}


def wrong_password(can: Capabilities) -> str:
    if can.reset_password:
        return _("This email and password do not match. Check both and try again, or reset your password.")
    return _("This email and password do not match. Check both and try again, or ask the clinic for help.")


def sign_up_refused(can: Capabilities) -> str:
    """One text for a taken address and for data the upstream does not take: who asks learns of nobody's account."""
    if can.reset_password:
        return _(
            "We could not create an account with these details. If you already have one, log in or reset your "
            "password. Otherwise check your details, or contact the clinic."
        )
    return _(
        "We could not create an account with these details. If you already have one, log in. "
        "Otherwise check your details, or contact the clinic."
    )
