"""Orders in the staff pages."""

from checkout.admin.attempts import OrderAttemptAdmin
from checkout.admin.clinic_requests import ClinicRequestAdmin
from checkout.admin.incidents import IncidentAdmin

__all__ = ["ClinicRequestAdmin", "IncidentAdmin", "OrderAttemptAdmin"]
