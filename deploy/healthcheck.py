"""Asks this container's own server whether it is alive: `python deploy/healthcheck.py PORT`."""

import os
import sys
import urllib.request
from urllib.parse import urlsplit

host = urlsplit(os.environ.get("BASE_URL", "http://localhost")).netloc
request = urllib.request.Request(f"http://127.0.0.1:{sys.argv[1]}/healthz", headers={"Host": host})
with urllib.request.urlopen(request, timeout=8) as answer:  # noqa: S310
    sys.exit(answer.status != 200)  # noqa: PLR2004
