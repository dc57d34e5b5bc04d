from django.urls import path

from storefront.patients import data_views, views

app_name = "patients"
urlpatterns = [
    path("signup/", views.sign_up, name="signup"),
    path("login/", views.log_in, name="login"),
    path("login/account/", views.choose_account, name="choose_account"),
    path("logout/", views.log_out, name="logout"),
    path("password/", views.forgot_password, name="password"),
    path(".well-known/change-password", views.change_password, name="change_password"),
    path("account/stay/", views.stay, name="stay"),
    path("account/", views.account, name="account"),
    path("account/elsewhere/", views.end_elsewhere, name="end_elsewhere"),
    path("account/data/", data_views.show, name="data"),
    path("account/data/download/", data_views.download, name="download_data"),
    path("account/addresses/<str:ref>/remove/", views.remove_address, name="remove_address"),
    path("account/cards/", views.add_card, name="add_card"),
    path("account/cards/<str:ref>/remove/", views.remove_card, name="remove_card"),
]
