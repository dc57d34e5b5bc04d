from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "storefront.figures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from storefront.figures.health import upstreams_failing
        from storefront.staff import attention

        attention.register(upstreams_failing)
