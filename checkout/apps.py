from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    name = "checkout"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from checkout.models import coupon_uses
        from storefront import commerce

        commerce.coupon_uses = coupon_uses
