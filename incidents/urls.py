"""Addresses of incidents."""

from django.urls import URLPattern, URLResolver, include, path

from incidents.views import (
    attachments,
    changes,
    declare,
    entries,
    exporting,
    following,
    listing,
    members,
    merging,
    offline,
    page,
    past,
    redaction,
    state,
    tasks,
    withdrawn,
)

entry_urls: list[URLPattern | URLResolver] = [
    path("", entries.entry, name="entry"),
    path("star/", entries.entry_star, name="entry_star"),
    path("milestone/", entries.entry_milestone, name="entry_milestone"),
    path("correct/", entries.entry_correct, name="entry_correct"),
    path("strike/", entries.entry_strike, name="entry_strike"),
    path("undo/", entries.entry_undo, name="entry_undo"),
    path("unstrike/", entries.entry_unstrike, name="entry_unstrike"),
    path("redact/", entries.entry_redact, name="entry_redact"),
]

task_urls: list[URLPattern | URLResolver] = [
    path("", tasks.task, name="task"),
    path("done/", tasks.task_done, name="task_done"),
    path("reopen/", tasks.task_reopen, name="task_reopen"),
    path("drop/", tasks.task_drop, name="task_drop"),
]

one_incident: list[URLPattern | URLResolver] = [
    path("", page.incident, name="incident"),
    path("entries/", entries.entry_add, name="entry_add"),
    path("entries/preview/", entries.entry_preview, name="entry_preview"),
    path("entries/completion/", entries.entry_completion, name="entry_completion"),
    path("entries/<int:entry_id>/", include(entry_urls)),
    path("status/<slug:action>/", changes.status, name="change_status"),
    path("milestones/<slug:name>/", changes.milestone, name="set_milestone"),
    path("severity/", changes.severity, name="change_severity"),
    path("roles/<slug:slug>/", changes.role, name="assign_role"),
    path("state/", state.state, name="edit_state"),
    path("state/history/", state.history, name="state_history"),
    path("tasks/", tasks.task_add, name="task_add"),
    path("tasks/<int:task_id>/", include(task_urls)),
    path("edit/", changes.details, name="edit_details"),
    path("impact/", changes.impact, name="edit_impact"),
    path("privacy/", members.privacy, name="edit_privacy"),
    path("members/", members.member_add, name="member_add"),
    path("members/<int:person_id>/remove/", members.member_remove, name="member_remove"),
    path("follow/", following.follow, name="incident_follow"),
    path("unfollow/", following.unfollow, name="incident_unfollow"),
    path("timeline.csv", exporting.timeline_csv, name="timeline_csv"),
    path("timeline.md", exporting.timeline_text, name="timeline_text"),
    path("merge/", merging.merge, name="merge"),
    path("merge/undo/", merging.merge_undo, name="undo_merge"),
    path("files/", attachments.attach, name="attach_file"),
    path("files/<uuid:uuid>/redact/", redaction.file_redact, name="file_redact"),
    path("redact/", redaction.words_redact, name="words_redact"),
    path("restore/", withdrawn.incident_restore, name="incident_restore"),
]

incident_urls: list[URLPattern | URLResolver] = [
    path("incidents/", listing.incident_list, name="incident_list"),
    path("incidents.csv", listing.incident_csv, name="incident_csv"),
    path("incidents/new/", declare.declare, name="declare"),
    path("incidents/past/", past.record_past, name="record_past"),
    path("incidents/kept/", offline.rooms_kept, name="rooms_kept"),
    path("incidents/withdrawn/", withdrawn.withdrawn_list, name="withdrawn_list"),
    path("incidents/waiting/", offline.waiting, name="waiting"),
    path("incidents/<int:number>/", include(one_incident)),
    path("attachments/<uuid:uuid>/", attachments.thumbnail, name="thumbnail"),
    path("attachments/<uuid:uuid>/<str:name>", attachments.attachment, name="attachment"),
]

urlpatterns = incident_urls
