from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "storefront.jobs"
    verbose_name = "Jobs"
    default_auto_field = "django.db.models.BigAutoField"
