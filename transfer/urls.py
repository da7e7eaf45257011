"""Addresses of full exports."""

from django.urls import path

from transfer import views

urlpatterns = [
    path("settings/export/", views.full_export, name="full_export"),
    path("settings/export/<int:pk>/", views.full_export_state, name="full_export_state"),
    path("settings/export/<int:pk>/file/", views.full_export_file, name="full_export_file"),
]
