"""Addresses of the home page and of search."""

from django.urls import path

from home.views.home import home
from home.views.my_work import my_work
from home.views.search import palette, search_page

urlpatterns = [
    path("", home, name="home"),
    path("my-work/", my_work, name="my_work"),
    path("search/", search_page, name="search"),
    path("search/offers/", palette, name="palette"),
]
