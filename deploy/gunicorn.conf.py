"""Gunicorn for the pages: sync workers behind the buffering proxy, which keeps slow clients away from them."""

import gc
import os
from typing import Any

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY") or 4)
worker_class = "sync"
timeout = 30  # seconds; no page takes as long
graceful_timeout = 30
keepalive = 5
max_requests = 5000  # then a worker is replaced, a few requests earlier or later than the others
max_requests_jitter = 500
forwarded_allow_ips = "*"  # only the proxy reaches this port
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108 - heartbeats in memory

# The proxy writes the access log, without what lets somebody in. Gunicorn's own lines are written as those of the
# application: where a request fails outside Django, they name its address.
accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"main": {"()": "core.logs.JsonFormatter"}},
    "handlers": {"main": {"class": "logging.StreamHandler", "formatter": "main"}},
    "root": {"handlers": ["main"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": ["main"], "level": "INFO", "propagate": False}},
}


def post_worker_init(worker: Any) -> None:
    """Looks for cycles less often than after every 700 new objects, which costs a tenth of each page."""
    gc.freeze()
    gc.set_threshold(20_000)
