"""What patients read of trouble, and what staff find of it in the log."""

from __future__ import annotations

import logging

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storefront.clinics.models import Clinic
from storefront.upstream.errors import (
    Busy,
    CrowdedError,
    Misconfigured,
    NotFound,
    OutcomeUnknown,
    Refused,
    SignedOut,
    Unreachable,
    Unreadable,
    UpstreamError,
)

log = logging.getLogger(__name__)

WORDS: list[tuple[type[UpstreamError], str | Promise]] = [
    (Busy, _("The clinic's shop is very busy right now. Please try again in a minute.")),
    (CrowdedError, _("The clinic's shop is very busy right now. Please try again in a minute.")),
    (NotFound, _("This is no longer available.")),
    (Refused, _("That was not possible. Please check what you entered and try again.")),
    (Unreachable, _("We cannot reach the clinic's shop right now. Nothing was changed. Please try again in a minute.")),
    (OutcomeUnknown, _("The clinic's shop did not answer in time. Please look at your cart before you try again.")),
    (Unreadable, _("The clinic's shop gave an answer we could not use. Please try again in a minute.")),
    (Misconfigured, _("This shop is not available right now. Please contact the clinic.")),
]


def patient_words(error: UpstreamError) -> str:
    """What a patient reads: ours, never theirs."""
    for kind, words in WORDS:
        if isinstance(error, kind):
            return str(words)
    return str(_("Something went wrong on our side. Please try again in a minute."))


def stale_form_words(*, blocked: bool) -> str:
    """Why a form was not taken. ``blocked`` where the browser sent no cookie at all, so no form ever will be."""
    if blocked:
        return gettext(
            "Your browser sent no cookie, and this shop cannot tell its visitors apart without one. Nothing was done. "
            "Allow cookies for this site in the settings of your browser, then try again."
        )
    return gettext("This page was open for too long, or you logged in in another tab. Nothing was done.")


def note_for(clinic: Clinic, error: UpstreamError) -> None:
    """Tell staff; a refusal is an answer, not a failure."""
    if not isinstance(error, Refused | SignedOut):
        log.warning(
            "upstream_failed",
            extra={
                "clinic": clinic.slug,
                "upstream": error.upstream,
                "error_class": type(error).__name__,
                "status": error.status,
                "upstream_request_id": error.request_id,
            },
        )


class NotNow(Exception):
    """What was asked for cannot be done at this moment, by nobody's fault. Its text is what the patient reads."""
