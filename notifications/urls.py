"""Addresses of notifications."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("settings/deliveries/", views.delivery_list, name="delivery_list"),
    path("settings/deliveries/test/", views.delivery_test, name="delivery_test"),
    path("settings/deliveries/<int:pk>/", views.delivery, name="delivery"),
    path("settings/deliveries/<int:pk>/mail.html", views.delivery_html, name="delivery_html"),
    path("settings/deliveries/<int:pk>/again/", views.delivery_again, name="delivery_again"),
]
