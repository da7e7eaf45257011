"""Addresses of postmortems and action items, and of what needs both sides: home and search."""

from django.urls import URLPattern, path

from postmortems.views.home import home
from postmortems.views.search import search_page

front_urls = [
    path("", home, name="home"),
    path("search/", search_page, name="search"),
]

postmortem_urls: list[URLPattern] = []

action_urls: list[URLPattern] = []

urlpatterns = front_urls + postmortem_urls + action_urls
