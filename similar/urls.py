"""Addresses of similar incidents."""

from django.urls import path

from similar.views import similar_incidents, similar_typed

urlpatterns = [
    path("incidents/<int:number>/similar/", similar_incidents, name="similar_incidents"),
    path("incidents/similar/", similar_typed, name="similar_typed"),
]
