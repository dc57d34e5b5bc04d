"""The page at ``localhost`` that leads through the demo. Loaded only there."""

from django.urls import path

from storefront.demo.views import index, phones

urlpatterns = [path("", index, name="demo"), path("phones/", phones, name="phones")]
