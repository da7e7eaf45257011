#!/usr/bin/env python
"""Django's command line for Debrief."""

import os
import sys

from django.core.management import execute_from_command_line

from core.backup.unfinished import UnfinishedRestore

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except UnfinishedRestore as refusal:  # of any command
        sys.exit(f"Nothing was done. {refusal}")
