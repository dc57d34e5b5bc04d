from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    name = "checkout"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from checkout.models import coupon_counts, coupon_uses, orders_in_doubt
        from checkout.orders.queues import attention
        from storefront import commerce
        from storefront.staff.attention import register

        commerce.coupon_uses, commerce.coupon_counts = coupon_uses, coupon_counts
        commerce.orders_in_doubt = orders_in_doubt
        register(attention)
