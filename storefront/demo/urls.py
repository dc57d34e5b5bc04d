"""The page at ``localhost`` that leads through the demo. Loaded only there."""

from django.urls import path

from storefront.demo.views import authenticator_codes, index

urlpatterns = [
    path("", index, name="demo"),
    path("authenticator-codes/", authenticator_codes, name="authenticator_codes"),
]
