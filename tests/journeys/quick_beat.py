"""The real schedule, beating faster than once a minute: `celery -A tests.journeys.quick_beat beat`."""

from config.celery import app

app.conf.beat_schedule = {name: entry | {"schedule": 1.0} for name, entry in app.conf.beat_schedule.items()}
