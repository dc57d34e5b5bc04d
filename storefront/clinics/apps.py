from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    name = "storefront.clinics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from storefront.clinics import checks, lookup  # noqa: F401  (registers the check and the signal receivers)
