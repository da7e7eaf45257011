"""Debrief's settings, plus the addresses of the yardstick."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
