"""Addresses that open pages ask by themselves."""

from django.urls import path

from live import views

urlpatterns = [
    path("stream/", views.stream, name="stream"),
    path("incidents/<int:number>/changes/", views.changes, name="incident_changes"),
    path("incidents/<int:number>/parts/", views.parts, name="incident_parts"),
]
