"""Debrief as in production, ready to be measured: imported first, because what is measured needs Django's settings."""

import os
import subprocess
import sys

import django

os.environ["DEBRIEF_DEBUG"] = "0"  # pages and their assets as in production
os.environ.setdefault("SECRET_KEY", "only-for-measuring")
os.environ["LIMIT_FACTOR"] = "1000000"  # one person asks for everything here
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
os.environ.pop("DEBRIEF_EXAMPLE", None)
subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], check=True)
django.setup()
