"""Addresses of core: the way back to what could not be sent, and the offline page."""

from django.urls import path

from core import offline, views

urlpatterns = [
    path("sw.js", offline.service_worker, name="service_worker"),
    path("offline/", offline.offline, name="offline"),
    path("logged-in-again/", views.logged_in_again, name="logged_in_again"),
]
