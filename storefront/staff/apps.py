from django.apps import AppConfig
from django.contrib.admin import apps as admin


class StaffConfig(AppConfig):
    default = True
    name = "storefront.staff"
    verbose_name = "Staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What Django calls authentication and authorization is the list of people here."""
        from django.apps import apps

        apps.get_app_config("auth").verbose_name = "Staff"


class StaffAdminConfig(admin.AdminConfig):
    """Django's admin, with our site as the one that ``admin.register`` means."""

    default = False
    default_site = "storefront.staff.site.StaffSite"
