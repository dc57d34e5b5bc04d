from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "storefront.patients"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from storefront.jobs.registry import register
        from storefront.sessions import jobs, merging
        from storefront.web.retyping import STASH

        register(jobs.JOB)
        merging.register(STASH, merging.by_parts(STASH))
