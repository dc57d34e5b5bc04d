from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "storefront.statistics"
    label = "figures"  # the first name of the app: its tables and migrations are called so
    verbose_name = "Statistics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from storefront.forms.base import error_added
        from storefront.jobs.registry import register
        from storefront.statistics import jobs
        from storefront.statistics.visits import count_wrong_field

        error_added.connect(count_wrong_field)
        register(jobs.JOB)
