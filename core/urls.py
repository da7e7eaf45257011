"""Addresses of core: what could not be sent, and the offline page."""

from django.urls import path

from core import offline, views

urlpatterns = [
    path("sw.js", offline.service_worker, name="service_worker"),
    path("offline/", offline.offline, name="offline"),
    path("send-again/", views.send_again, name="send_again"),
    path("send-again/throw-away/", views.throw_away, name="throw_away"),
]
