"""The real schedule, each second what is due within a minute: `celery -A tests.journeys.quick_beat beat`."""

import os
import time
from pathlib import Path

from config.celery import app

app.conf.beat_schedule = {
    name: entry | {"schedule": 1.0} if entry["schedule"] <= 60 else entry
    for name, entry in app.conf.beat_schedule.items()
}


@app.task(name="tests.sleep")
def sleep(folder: str) -> None:
    """A long task: it says when it begins and when it ends."""
    file = Path(folder) / f"task-{os.getpid()}"
    file.touch()
    time.sleep(30)
    file.unlink()
