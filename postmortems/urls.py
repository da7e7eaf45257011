"""Addresses of postmortems."""

from django.urls import URLPattern, URLResolver, include, path

from postmortems.views import analysis, lessons, postmortem, sections

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
    path("edit/", sections.postmortem_edit, name="postmortem_edit"),
    path("details/", postmortem.postmortem_details, name="postmortem_details"),
    path("history/", postmortem.postmortem_history, name="postmortem_history"),
    path("status/<str:action>/", postmortem.postmortem_move, name="postmortem_move"),
    path("sections/", include(section_urls)),
    path("rows/<str:kind>/", include(row_urls)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("postmortems/", postmortem.postmortem_list, name="postmortem_list"),
    path("lessons/", lessons.lesson_list, name="lesson_list"),
    path("lessons.csv", lessons.lesson_csv, name="lesson_csv"),
    path("incidents/<int:number>/postmortem/", include(of_incident)),
]
