from django.urls import path

from storefront.patients.local import views

app_name = "local"
urlpatterns = [
    path("verify/<str:token>/", views.verify, name="verify"),
    path("password/<str:token>/", views.reset, name="reset"),
    path("account/password/", views.change_password, name="change_password"),
    path("account/verify/", views.send_verification, name="send_verification"),
    path("account/link/", views.link, name="link"),
    path("account/link/code/", views.link_code, name="link_code"),
]
