"""Addresses of postmortems."""

from django.urls import URLPattern, URLResolver, include, path

from postmortems.views import analysis, comments, postmortem, review, sections

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

thread_urls: list[URLPattern] = [
    path("answer/", comments.comment_answer, name="comment_answer"),
    path("resolve/", comments.comment_resolve, name="comment_resolve"),
    path("reopen/", comments.comment_reopen, name="comment_reopen"),
]

comment_urls: list[URLPattern | URLResolver] = [
    path("", comments.section_comments, name="section_comments"),
    path("<int:thread>/", include(thread_urls)),
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
    path("review/", review.postmortem_review, name="postmortem_review"),
    path("corrections/", review.postmortem_corrections, name="postmortem_corrections"),
    path("sections/", include(section_urls)),
    path("sections/<int:pk>/comments/", include(comment_urls)),
    path("rows/<str:kind>/", include(row_urls)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("postmortems/", postmortem.postmortem_list, name="postmortem_list"),
    path("postmortems/reading/", review.reading_list, name="reading_list"),
    path("incidents/<int:number>/postmortem/", include(of_incident)),
]
