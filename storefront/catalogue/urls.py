from django.urls import path

from storefront.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("", views.show_shelf, name="shelf"),
    path("robots.txt", views.robots, name="robots"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("search/", views.search, name="search"),
    path("products/<str:ref>/", views.show_product, name="product"),
    path("products/<str:ref>/picture/<str:stamp>.webp", views.picture, name="picture"),
]
