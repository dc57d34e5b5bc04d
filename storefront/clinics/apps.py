from django.apps import AppConfig
from django.conf import settings

from storefront.upstream.bulkheads import BULKHEADS
from storefront.upstream.waiting import before_waiting
from storefront.web.connections import give_back_connections


class ClinicsConfig(AppConfig):
    name = "storefront.clinics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from storefront.clinics import system_checks  # noqa: F401 - registers the check
        from storefront.clinics.hosts import jobs, lookup  # noqa: F401 - lookup registers the signal receivers
        from storefront.jobs.registry import register

        register(jobs.JOB)
        BULKHEADS.resize(settings.THREADS)
        before_waiting(give_back_connections)
