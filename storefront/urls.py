"""Pages of a clinic's shop."""

from django.urls import include, path

from storefront.clinics.branding import views
from storefront.language_choice.switch import switch

urlpatterns = [
    path("brand.css", views.brand_css, name="brand"),
    path("logo.webp", views.logo, name="logo"),
    path("favicon.svg", views.icon, name="icon"),
    path("favicon.ico", views.old_icon, name="old_icon"),
    path("apple-touch-icon.png", views.touch_icon, name="touch_icon"),
    path("social.png", views.social, name="social"),
    path("language/", switch, name="language"),
    path("", include("storefront.catalogue.urls")),
    path("", include("storefront.patients.urls")),
    path("", include("storefront.patients.local.urls")),
    path("", include("checkout.urls")),
]

handler400 = "storefront.failures.bad_request"
handler404 = "storefront.failures.not_found"
handler500 = "storefront.failures.server_error"
