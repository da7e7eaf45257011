"""Addresses of imports."""

from django.urls import URLPattern, URLResolver, include, path

from importing import views

batch_urls: list[URLPattern | URLResolver] = [
    path("", views.batch, name="batch"),
    path("drop/", views.batch_drop, name="batch_drop"),
    path("take-back/", views.batch_take_back, name="batch_take_back"),
    path("restore/", views.batch_restore, name="batch_restore"),
    path("again/", views.batch_again, name="batch_again"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("incidents/<int:number>/import/", views.import_paste, name="import_paste"),
    path("incidents/<int:number>/import/<int:batch_id>/", include(batch_urls)),
]
