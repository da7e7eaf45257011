"""Celery: a clock and a pair of hands. It holds nothing of value; every task finds its work in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("debrief")
app.config_from_object("config.celery_settings")
app.autodiscover_tasks()
