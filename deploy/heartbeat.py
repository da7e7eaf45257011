"""Fails unless HEARTBEAT_FILE was touched within two minutes: beat published a task, or this worker completed one."""

import os
import sys
import time
from pathlib import Path

LIMIT = 120  # seconds

path = Path(os.environ["HEARTBEAT_FILE"])
sys.exit(not path.exists() or abs(time.time() - path.stat().st_mtime) > LIMIT)
