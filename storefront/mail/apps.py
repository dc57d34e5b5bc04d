from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "storefront.mail"
    verbose_name = "Email"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from storefront.jobs.registry import register as register_job
        from storefront.mail.attention import attention
        from storefront.mail.jobs import JOB
        from storefront.mail.metrics import gauges
        from storefront.staff.attention import register
        from storefront.web.metrics import register as register_gauges

        register_job(JOB)
        register(attention)
        register_gauges("mail", gauges)
