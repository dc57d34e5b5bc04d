"""Pages of a clinic's shop."""

from django.urls import include, path

from storefront.clinics.branding import brand_css, logo

urlpatterns = [
    path("brand.css", brand_css, name="brand"),
    path("logo.webp", logo, name="logo"),
    path("", include("storefront.catalogue.urls")),
    path("", include("storefront.patients.urls")),
    path("", include("storefront.patients.local.urls")),
    path("", include("checkout.urls")),
]

handler404 = "storefront.failures.not_found"
handler500 = "storefront.failures.server_error"
