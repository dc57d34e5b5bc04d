from django.apps import AppConfig
from django.contrib.admin import apps as admin


class StaffConfig(AppConfig):
    default = True
    name = "storefront.staff"
    verbose_name = "Staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What Django calls users, for authentication and authorization, are people here."""
        from django.apps import apps

        auth = apps.get_app_config("auth")
        auth.verbose_name = "Staff"
        called = auth.get_model("User")._meta
        called.verbose_name, called.verbose_name_plural = "person", "people"


class StaffAdminConfig(admin.AdminConfig):
    """Django's admin, with our site as the one that ``admin.register`` means."""

    default = False
    default_site = "storefront.staff.site.StaffSite"
