from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "storefront.jobs"
    verbose_name = "Jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from storefront.jobs.metrics import gauges
        from storefront.web.metrics import register

        register("jobs", gauges)
