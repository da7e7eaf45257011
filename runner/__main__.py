"""`python3 -m runner`. Valid in old versions of Python too, so that they can say what is wrong."""

import os
import shutil
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the check is the point
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        newer = shutil.which(name)
        if newer:
            os.execv(newer, [newer, "-m", "runner"] + sys.argv[1:])  # noqa: RUF005
    sys.exit(
        "Debrief needs Python 3.11 or newer, and this is %d.%d: install it, or choose it with "  # noqa: UP031
        "`make PYTHON=/path/to/python3.12 run`." % sys.version_info[:2]
    )

from runner.cli import main

sys.exit(main(sys.argv[1:]))
