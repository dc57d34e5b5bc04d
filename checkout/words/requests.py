"""What a patient asked the clinic to do, in the patient's words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from checkout.models import ClinicRequest

ASKED: dict[str, str | Promise] = {
    ClinicRequest.Kind.PAUSE: gettext_lazy("You asked the clinic to pause it."),
    ClinicRequest.Kind.RESUME: gettext_lazy("You asked the clinic to resume it."),
    ClinicRequest.Kind.CANCEL: gettext_lazy("You asked the clinic to cancel it."),
    ClinicRequest.Kind.CANCEL_ORDER: gettext_lazy("You asked the clinic to cancel it."),
}


def asked(request: ClinicRequest, date: str) -> str:
    """``date`` is the wanted one, as the page writes it."""
    if request.kind == ClinicRequest.Kind.MOVE:
        return _("You asked the clinic to move the next renewal to %(date)s.") % {"date": date}
    return str(ASKED[request.kind])
