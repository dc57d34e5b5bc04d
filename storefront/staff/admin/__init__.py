"""People of staff and what they did, in the staff pages."""

from storefront.staff.admin.events import StaffEventAdmin
from storefront.staff.admin.people import PersonAdmin

__all__ = ["PersonAdmin", "StaffEventAdmin"]
