"""Addresses of postmortems and action items, and of what needs both sides: home and search."""

from django.urls import URLPattern, URLResolver, include, path

from postmortems.views import action_item, actions, analysis, board, postmortem, sections
from postmortems.views.home import home
from postmortems.views.search import search_page

front_urls: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("search/", search_page, name="search"),
]

section_urls: list[URLPattern] = [
    path("", sections.section_add, name="section_add"),
    path("<int:pk>/", sections.section, name="section"),
    path("<int:pk>/preview/", sections.section_preview, name="section_preview"),
    path("<int:pk>/merge/", sections.section_merge, name="section_merge"),
    path("<int:pk>/heading/", sections.section_rename, name="section_rename"),
    path("<int:pk>/move/", sections.section_move, name="section_move"),
    path("<int:pk>/remove/", sections.section_remove, name="section_remove"),
    path("<int:pk>/restore/", sections.section_restore, name="section_restore"),
    path("<int:pk>/revisions/", sections.section_revisions, name="section_revisions"),
]

row_urls: list[URLPattern] = [
    path("", analysis.row_add, name="row_add"),
    path("<int:pk>/", analysis.row, name="row"),
    path("<int:pk>/move/", analysis.row_move, name="row_move"),
    path("<int:pk>/remove/", analysis.row_remove, name="row_remove"),
]

of_incident: list[URLPattern | URLResolver] = [
    path("", postmortem.postmortem, name="postmortem"),
    path("open/", postmortem.postmortem_open, name="postmortem_open"),
    path("panel/", postmortem.incident_postmortem_panel, name="incident_postmortem_panel"),
    path("edit/", sections.postmortem_edit, name="postmortem_edit"),
    path("details/", postmortem.postmortem_details, name="postmortem_details"),
    path("history/", postmortem.postmortem_history, name="postmortem_history"),
    path("status/<str:action>/", postmortem.postmortem_move, name="postmortem_move"),
    path("sections/", include(section_urls)),
    path("rows/<str:kind>/", include(row_urls)),
]

postmortem_urls: list[URLPattern | URLResolver] = [
    path("postmortems/", postmortem.postmortem_list, name="postmortem_list"),
    path("incidents/<int:number>/postmortem/", include(of_incident)),
]

action_urls: list[URLPattern | URLResolver] = [
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
