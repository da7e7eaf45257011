"""Turns what an installer said into one sentence on what is wrong and what to do."""

import re

from runner.console import Problem

NO_NETWORK = r"name resolution|Name or service not known|Network is unreachable|ENOTFOUND|EAI_AGAIN|ENETUNREACH"
NO_ANSWER = r"Connection refused|ECONNREFUSED|timed out|ETIMEDOUT|Failed to establish a new connection|ECONNRESET"
NO_WHEEL = (
    "there is no ready-made {what} for this machine and Python. Use Python 3.11 to 3.13 on Linux (glibc) or macOS "
    "(`make PYTHON=python3.12 run`), or the containers of docker-compose.yml: neither needs a compiler."
)

SENTENCES = (
    (
        r"No space left on device|ENOSPC",
        "the disk is full. Free some space and run this again.",
    ),
    (
        r"ensurepip is not available|No module named '?(ensurepip|venv)",
        "this Python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv.",
    ),
    (
        f"{NO_NETWORK}|{NO_ANSWER}",
        "the package index cannot be reached. Check the network, then run this again; what came already is kept.",
    ),
    (
        r"THESE PACKAGES DO NOT MATCH THE HASHES|EINTEGRITY",
        "a downloaded package is not the one that was locked. Try again, from another network if it stays so.",
    ),
    (
        r"No matching distribution found for (?P<what>\S+)",
        NO_WHEEL,
    ),
    (
        r"Permission denied|EACCES",
        "a file here may not be written. Run this as the owner of the folder.",
    ),
)


def explain(what: str, said: str) -> Problem:
    """`what` failed and the installer `said` so: the sentence for the person, with what was said as details."""
    for pattern, sentence in SENTENCES:
        match = re.search(pattern, " ".join(said.split()))
        if match:
            return Problem(f"{what}: {sentence.format(**match.groupdict())}", details=_end(said))
    return Problem(f"{what}: see above.", details=_end(said))


def _end(said: str, lines: int = 15) -> str:
    return "\n".join(f"  {line}" for line in said.strip().splitlines()[-lines:])
