"""Addresses of postmortems and action items, and of what needs both sides: home and search."""

from django.urls import URLPattern, path

from postmortems.views import action_item, actions, board
from postmortems.views.home import home
from postmortems.views.search import search_page

front_urls = [
    path("", home, name="home"),
    path("search/", search_page, name="search"),
]

postmortem_urls: list[URLPattern] = []

action_urls = [
    path("follow-through/", board.board, name="board"),
    path("follow-through.csv", board.board_numbers, name="board_csv"),
    path("action-items/", actions.action_list, name="action_list"),
    path("action-items.csv", actions.action_csv, name="action_csv"),
    path("action-items/<int:number>/", action_item.action_item, name="action_item"),
    path("action-items/<int:number>/edit/", action_item.action_edit, name="action_edit"),
    path("action-items/<int:number>/status/", action_item.action_status, name="action_status"),
    path("action-items/<int:number>/due/", action_item.action_due, name="action_due"),
    path("incidents/<int:number>/action-items/new/", action_item.action_new, name="action_new"),
]

urlpatterns = front_urls + postmortem_urls + action_urls
