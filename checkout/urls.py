from django.urls import path

from checkout.views import (
    after_order,
    bills,
    buy,
    cart,
    components,
    open_carts,
    orders,
    quotes,
    review,
    steps,
    subscriptions,
)
from storefront.upstream.types import SubscriptionChange

app_name = "checkout"
urlpatterns = [
    path("components/", components.show, name="components"),  # in development only
    path("cart/", cart.show, name="cart"),
    path("cart/add/", cart.add, name="add"),
    path("cart/keep/", cart.keep, name="keep_cart"),
    path("cart/coupon/", cart.apply_coupon, name="apply_coupon"),
    path("cart/coupon/remove/", cart.remove_coupon, name="remove_coupon"),
    path("cart/lines/<str:line>/", cart.change, name="change"),
    path("cart/lines/<str:line>/remove/", cart.remove, name="remove"),
    path("cart/waiting/<str:ref>/", open_carts.answer, name="answer_cart"),
    path("buy/", buy.buy, name="buy"),
    path("checkout/", steps.start, name="start"),
    path("checkout/details/", steps.details, name="details"),
    path("checkout/payment/", steps.payment, name="payment"),
    path("checkout/review/", review.review, name="review"),
    path("orders/", orders.list_orders, name="orders"),
    path("orders/<uuid:attempt>/", orders.show, name="order"),
    path("orders/<uuid:attempt>/pay/", orders.pay, name="pay"),
    path("orders/<uuid:attempt>/pay/another-way/", orders.other_way, name="other_way"),
    path("orders/<uuid:attempt>/confirm/", orders.confirm, name="confirm"),
    path("bills/", bills.list_bills, name="bills"),
    path("bills/<str:ref>/", bills.show, name="bill"),
    path("bills/<str:ref>/pay/", bills.pay, name="pay_bill"),
    path("subscriptions/", subscriptions.list_subscriptions, name="subscriptions"),
    path("subscriptions/<str:ref>/", subscriptions.show, name="subscription"),
    *(
        path(
            f"subscriptions/<str:ref>/{change}/",
            subscriptions.change,
            {"action": change},
            name=f"subscription_{change}",
        )
        for change in SubscriptionChange
    ),
    path("orders/<uuid:attempt>/again/", after_order.again, name="again"),
    path("orders/<uuid:attempt>/cancel/", after_order.cancel, name="cancel_order"),
    path("quotes/", quotes.list_quotes, name="quotes"),
    path("quotes/<str:ref>/", quotes.show, name="quote"),
    path("quotes/<str:ref>/answer/", quotes.answer_quote, name="answer_quote"),
    path("quotes/<str:ref>/order/", quotes.order_quote, name="order_quote"),
]
