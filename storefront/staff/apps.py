from django.apps import AppConfig
from django.contrib.admin import apps as admin


class StaffConfig(AppConfig):
    default = True
    name = "storefront.staff"
    default_auto_field = "django.db.models.BigAutoField"


class StaffAdminConfig(admin.AdminConfig):
    """Django's admin, with our site as the one that ``admin.register`` means."""

    default = False
    default_site = "storefront.staff.site.StaffSite"
