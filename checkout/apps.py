from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    name = "checkout"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from checkout import statistics
        from checkout.cart.session import register_rules
        from checkout.models import coupon_counts, coupon_uses, orders_in_doubt
        from checkout.orders.finishing import finish_by_itself
        from checkout.orders.jobs import JOBS
        from checkout.orders.metrics import gauges
        from checkout.orders.queues import attention
        from checkout.orders.signals import order_placed, order_refused, still_waiting
        from storefront.commerce import OrderCounts, register_orders
        from storefront.jobs.registry import register as register_job
        from storefront.staff.attention import register
        from storefront.web.metrics import register as register_gauges

        register_orders(OrderCounts(coupon_uses, coupon_counts, orders_in_doubt))
        register_rules()
        register(attention)
        register_gauges("orders", gauges)
        for job in JOBS:
            register_job(job)
        still_waiting.connect(finish_by_itself)
        order_placed.connect(statistics.count_placed)
        order_refused.connect(statistics.count_refused)
