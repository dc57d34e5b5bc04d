"""Pages of the staff hosts."""

from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView

urlpatterns = [
    path("favicon.ico", RedirectView.as_view(url="/static/favicon.svg")),  # asked for unasked
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
]

handler400 = "storefront.staff.failures.bad_request"
handler403 = "storefront.staff.failures.forbidden"
handler404 = "storefront.staff.failures.not_found"
handler500 = "storefront.staff.failures.server_error"
