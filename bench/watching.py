"""The other side of `bench/room.py`: a process of its own that holds many watchers and notes when each saw what.

Reads JSON from its input (port, rooms query, cookies), says `ready` once all are in the room, and ends when its input
does, with what was seen, its processor time and its memory. Clocks of one machine are one clock: CLOCK_MONOTONIC.
"""

import asyncio
import json
import re
import resource
import sys
import time
from collections import defaultdict
from typing import Any

MARK = re.compile(rb"mark-(\d+)-")
TAIL = 32  # bytes kept between two reads, so that a mark that was cut in two is found


async def main() -> None:
    """Watches until the input ends."""
    told = json.loads(sys.stdin.readline())
    seen: dict[int, list[float]] = defaultdict(list)
    ready = [asyncio.Event() for _ in told["cookies"]]
    async with asyncio.TaskGroup() as watchers:  # one that fails ends them all, and this process
        tasks = [
            watchers.create_task(watch(told, cookie, event, seen))
            for cookie, event in zip(told["cookies"], ready, strict=True)
        ]
        for event in ready:
            await event.wait()
        before = resource.getrusage(resource.RUSAGE_SELF)
        print("ready", flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        after = resource.getrusage(resource.RUSAGE_SELF)
        for task in tasks:
            task.cancel()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"seen": seen, "cpu_s": cpu, "memory_mb": after.ru_maxrss / 1024}), flush=True)


async def watch(told: dict[str, Any], cookie: str, ready: asyncio.Event, seen: dict[int, list[float]]) -> None:
    """One watcher. Fails when it is refused or cut off."""
    reader, writer = await asyncio.open_connection("127.0.0.1", told["port"])
    writer.write(f"GET /stream/?rooms={told['rooms']} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
    kept, known = b"", set[bytes]()
    while data := await reader.read(65536):
        now = time.monotonic()
        kept = kept[-TAIL:] + data
        if b"event: reached" in data:
            ready.set()
        for mark in set(MARK.findall(kept)) - known:
            known.add(mark)
            seen[int(mark)].append(now)
    raise RuntimeError(f"a watcher was cut off: {kept[:200]!r}")


if __name__ == "__main__":
    asyncio.run(main())
