"""Addresses of similar incidents."""

from django.urls import path

from similar.views import similar_typed

urlpatterns = [
    path("incidents/similar/", similar_typed, name="similar_typed"),
]
