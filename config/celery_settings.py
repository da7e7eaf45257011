"""Celery's own settings and what beat calls, by intervals in UTC."""

from django.conf import settings

broker_url = settings.REDIS_URL
broker_connection_retry_on_startup = True
broker_transport_options = {"visibility_timeout": 3600, "socket_timeout": 10, "socket_connect_timeout": 5}
imports = ("config.heartbeats",)
result_backend = None
task_ignore_result = True
task_acks_late = False  # all are ticks that find their work in the database: the next one makes up for a lost one
worker_prefetch_multiplier = 1
worker_hijack_root_logger = False
task_soft_time_limit = 240
task_time_limit = 300
task_serializer = "json"
accept_content = ["json"]
timezone = "UTC"
enable_utc = True

# `expires`: a tick that waited longer than this has been overtaken by the next one.
beat_schedule = {
    "heartbeat": {"task": "notifications.tasks.note_work", "schedule": 15.0, "options": {"expires": 15}},
    "tell-outside": {"task": "notifications.tasks.tell_outside", "schedule": 60.0, "options": {"expires": 60}},
    "send-deliveries": {"task": "notifications.tasks.send_deliveries", "schedule": 3.0, "options": {"expires": 6}},
    "post-to-endpoints": {
        "task": "notifications.tasks.post_to_endpoints",
        "schedule": 3.0,
        "options": {"expires": 6},
    },
    "render-anew": {"task": "core.tasks.render_anew", "schedule": 30.0, "options": {"expires": 30}},
    "clear-sessions": {"task": "accounts.tasks.clear_sessions", "schedule": 3600.0, "options": {"expires": 3600}},
    "read-batches": {"task": "importing.tasks.read_batches", "schedule": 1.0, "options": {"expires": 2}},
    "add-batches": {"task": "importing.tasks.add_batches", "schedule": 2.0, "options": {"expires": 4}},
    "read-documents": {"task": "importing.tasks.read_documents", "schedule": 1.0, "options": {"expires": 2}},
    "drop-old-previews": {
        "task": "importing.tasks.drop_old_previews",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "overdue-updates": {
        "task": "incidents.tasks.tell_overdue_updates",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "waiting-reports": {
        "task": "customers.tasks.tell_waiting_reports",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "renew-status-page": {"task": "customers.tasks.renew_status_page", "schedule": 2.0, "options": {"expires": 4}},
    "mail-status-updates": {
        "task": "customers.tasks.mail_status_updates",
        "schedule": 3.0,
        "options": {"expires": 6},
    },
    "decode-pictures": {"task": "incidents.tasks.decode_pictures", "schedule": 1.0, "options": {"expires": 2}},
    "sweep-files": {"task": "incidents.tasks.sweep_files", "schedule": 3600.0, "options": {"expires": 3600}},
    "changed-reviews": {
        "task": "postmortems.tasks.tell_changed_reviews",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "make-exports": {"task": "postmortems.tasks.make_exports", "schedule": 1.0, "options": {"expires": 2}},
    "drop-old-exports": {
        "task": "postmortems.tasks.drop_old_exports",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "make-full-exports": {
        "task": "transfer.tasks.make_full_exports",
        "schedule": 3.0,
        "options": {"expires": 6},
    },
    "drop-old-full-exports": {
        "task": "transfer.tasks.drop_old_full_exports",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "anniversaries": {
        "task": "postmortems.tasks.plan_anniversaries",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "plan-reminders": {"task": "followthrough.tasks.plan_reminders", "schedule": 60.0, "options": {"expires": 120}},
    "plan-urgent": {"task": "followthrough.tasks.plan_urgent", "schedule": 60.0, "options": {"expires": 120}},
    "plan-weekly": {"task": "followthrough.tasks.plan_weekly", "schedule": 60.0, "options": {"expires": 60}},
    "plan-overdue-posts": {
        "task": "followthrough.tasks.plan_overdue_posts",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
}
