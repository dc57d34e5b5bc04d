from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    name = "storefront.backoffice"

    def ready(self) -> None:
        from storefront.backoffice.jobs import jobs_in_trouble
        from storefront.backoffice.limits import limits_reached
        from storefront.backoffice.statistics.health import upstreams_failing
        from storefront.staff import attention

        attention.register(upstreams_failing)
        attention.register(limits_reached)
        attention.register_for_platform(jobs_in_trouble)
