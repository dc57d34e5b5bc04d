"""Orders in the staff pages."""

from checkout.admin.attempts import OrderAttemptAdmin
from checkout.admin.incidents import IncidentAdmin

__all__ = ["IncidentAdmin", "OrderAttemptAdmin"]
