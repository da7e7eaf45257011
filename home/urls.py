"""Addresses of the home page and of search."""

from django.urls import path

from home.views.home import home
from home.views.search import search_page

urlpatterns = [
    path("", home, name="home"),
    path("search/", search_page, name="search"),
]
