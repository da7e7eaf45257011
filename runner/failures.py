"""Turns the output of an installer into one sentence on what is wrong and what to do."""

import re

from runner.console import Problem

NO_NETWORK = (
    "name resolution|Name or service not known|Network is unreachable|ENOTFOUND|EAI_AGAIN|ENETUNREACH|"
    "Connection refused|ECONNREFUSED|timed out|ETIMEDOUT|Failed to establish a new connection|ECONNRESET"
)
SENTENCES = {
    "No space left on device|ENOSPC": "the disk is full. Free some space and run this again.",
    "ensurepip is not available|No module named '?(ensurepip|venv)": (
        "this Python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv."
    ),
    NO_NETWORK: (
        "the package index cannot be reached. Check the network, then run this again; downloaded packages are kept."
    ),
    "THESE PACKAGES DO NOT MATCH THE HASHES|[Hh]ash mismatch|EINTEGRITY": (
        "a downloaded package is not the one that was locked. Try again, from another network if it happens again."
    ),
    "No matching distribution found|has no wheels|no usable wheels": (
        "a package has no wheel for this machine and Python version. Use Python 3.11 to 3.13 on Linux (glibc) or "
        "macOS (`make PYTHON=python3.12 run`), or the containers of docker-compose.yml: neither needs a compiler."
    ),
    "Permission denied|EACCES": "a file here cannot be written. Run this as the owner of the folder.",
}


def explain(what: str, said: str) -> Problem:
    """`what` failed and the installer `said` so: the sentence for the person, with the output as details."""
    details = "\n".join(f"  {line}" for line in said.strip().splitlines()[-15:])
    for pattern, sentence in SENTENCES.items():
        if re.search(pattern, " ".join(said.split())):
            return Problem(f"{what}: {sentence}", details=details)
    return Problem(f"{what}: see above.", details=details)
