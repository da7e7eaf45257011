"""Addresses of postmortems and action items."""

from django.urls import URLPattern

postmortem_urls: list[URLPattern] = []

action_urls: list[URLPattern] = []

urlpatterns = postmortem_urls + action_urls
