"""Addresses of incidents."""

from django.urls import path

from incidents.views import listing

urlpatterns = [
    path("incidents/", listing.incident_list, name="incident_list"),
    path("incidents.csv", listing.incident_csv, name="incident_csv"),
]
