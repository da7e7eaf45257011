"""Addresses of postmortems."""

from django.urls import URLPattern, URLResolver, include, path

from postmortems.views import (
    analysis,
    comments,
    customer_version,
    editor,
    exports,
    filling,
    interviews,
    lessons,
    meeting,
    postmortem,
    questions,
    record,
    review,
    revisions,
    sections,
    templates,
    waiver,
    writing,
)

section_urls: list[URLPattern] = [
    path("", sections.section_add, name="section_add"),
    path("fill/", filling.sections_fill, name="sections_fill"),
    path("accept/", filling.sections_accept, name="sections_accept"),
    path("<int:pk>/", writing.section, name="section"),
    path("<int:pk>/preview/", editor.section_preview, name="section_preview"),
    path("<int:pk>/take/", filling.section_take, name="section_take"),
    path("<int:pk>/record/", record.section_record, name="section_record"),
    path("<int:pk>/accept/", filling.section_accept, name="section_accept"),
    path("<int:pk>/merge/", writing.section_merge, name="section_merge"),
    path("<int:pk>/draft/", editor.section_draft, name="section_draft"),
    path("<int:pk>/draft/discard/", editor.section_draft_discard, name="section_draft_discard"),
    path("<int:pk>/writers/", editor.section_writers, name="section_writers"),
    path("<int:pk>/left/", editor.section_left, name="section_left"),
    path("<int:pk>/file/", editor.section_file, name="section_file"),
    path("<int:pk>/customers/", customer_version.section_customers, name="section_customers"),
    path("<int:pk>/heading/", sections.section_rename, name="section_rename"),
    path("<int:pk>/move/", sections.section_move, name="section_move"),
    path("<int:pk>/remove/", sections.section_remove, name="section_remove"),
    path("<int:pk>/restore/", sections.section_restore, name="section_restore"),
    path("<int:pk>/revisions/", revisions.section_revisions, name="section_revisions"),
    path("<int:pk>/revisions/compare/", revisions.section_compare, name="section_compare"),
    path(
        "<int:pk>/revisions/<int:revision>/restore/",
        revisions.section_revision_restore,
        name="section_revision_restore",
    ),
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

note_urls: list[URLPattern] = [
    path("", interviews.interview_notes, name="interview_notes"),
    path("<int:pk>/", interviews.interview_note, name="interview_note"),
    path("<int:pk>/share/", interviews.interview_note_share, name="interview_note_share"),
]

question_urls: list[URLPattern] = [
    path("", questions.open_questions, name="open_questions"),
    path("<int:pk>/", questions.open_question, name="open_question"),
    path("<int:pk>/answer/", questions.open_question_answer, name="open_question_answer"),
    path("<int:pk>/reopen/", questions.open_question_reopen, name="open_question_reopen"),
]

meeting_urls: list[URLPattern] = [
    path("", meeting.review_meeting, name="review_meeting"),
    path("cancel/", meeting.review_meeting_cancel, name="review_meeting_cancel"),
    path("agenda/", meeting.agenda, name="agenda"),
    path("review.ics", meeting.review_meeting_file, name="review_meeting_file"),
]

of_incident: list[URLPattern | URLResolver] = [
    path("", postmortem.postmortem, name="postmortem"),
    path("open/", postmortem.postmortem_open, name="postmortem_open"),
    path("waive/", waiver.postmortem_waive, name="postmortem_waive"),
    path("waive/end/", waiver.postmortem_waiver_end, name="postmortem_waiver_end"),
    path("edit/", sections.postmortem_edit, name="postmortem_edit"),
    path("details/", postmortem.postmortem_details, name="postmortem_details"),
    path("history/", postmortem.postmortem_history, name="postmortem_history"),
    path("status/<str:action>/", postmortem.postmortem_move, name="postmortem_move"),
    path("review/", review.postmortem_review, name="postmortem_review"),
    path("corrections/", review.postmortem_corrections, name="postmortem_corrections"),
    path("export/", exports.postmortem_export, name="postmortem_export"),
    path("export/<int:pk>/", exports.postmortem_export_job, name="postmortem_export_job"),
    path("export/<int:pk>/file/", exports.postmortem_export_file, name="postmortem_export_file"),
    path("customers/", customer_version.postmortem_customers, name="postmortem_customers"),
    path("customers/<str:kind>/", customer_version.postmortem_customers_file, name="postmortem_customers_file"),
    path("customers/measures/<int:pk>/", customer_version.measure_customers, name="measure_customers"),
    path("record/", record.postmortem_record, name="postmortem_record"),
    path("writers/", editor.postmortem_writers, name="postmortem_writers"),
    path("notes/", include(note_urls)),
    path("questions/", include(question_urls)),
    path("meeting/", include(meeting_urls)),
    path("sections/", include(section_urls)),
    path("sections/<int:pk>/comments/", include(comment_urls)),
    path("rows/<str:kind>/", include(row_urls)),
]

template_urls: list[URLPattern] = [
    path("", templates.template_list, name="template_list"),
    path("new/", templates.template_new, name="template_new"),
    path("<int:pk>/", templates.template_edit, name="template_edit"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/postmortem-templates/", include(template_urls)),
    path("postmortems/", postmortem.postmortem_list, name="postmortem_list"),
    path("lessons/", lessons.lesson_list, name="lesson_list"),
    path("lessons.csv", lessons.lesson_csv, name="lesson_csv"),
    path("postmortems/reading/", review.reading_list, name="reading_list"),
    path("incidents/<int:number>/postmortem/", include(of_incident)),
]
