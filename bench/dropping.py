"""A small proxy that is a bad network: it drops some connections before, and some after, the server got the request."""

import asyncio
import random
import re
import sys

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
DROPPED = 0.10  # of the connections: half before the server hears of them, half when its answer is due


async def main(port: int, pages: int, streams: int, seed: int) -> None:
    """Serves until it is killed."""
    chance = random.Random(seed)
    dropped = [0, 0]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lot = chance.random()
        try:
            if lot < DROPPED / 2:
                dropped[0] += 1
                return
            request = await _request(reader)
            target = streams if request.startswith(b"GET /stream/") else pages
            await _pass_on(request, target, writer, is_answered=lot >= DROPPED)
            dropped[1] += lot < DROPPED
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort() if lot < DROPPED else writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    print("ready", flush=True)
    async with server:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    print(*dropped, flush=True)


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    return head + (await reader.readexactly(int(length[1])) if length else b"")


async def _pass_on(request: bytes, target: int, writer: asyncio.StreamWriter, *, is_answered: bool) -> None:
    """Brings the request to the server; the answer comes back, or is read and kept."""
    server, upward = await asyncio.open_connection("127.0.0.1", target)
    try:
        upward.write(request)
        while data := await server.read(65536):
            if not is_answered:
                return
            writer.write(data)
            await writer.drain()
    finally:
        upward.close()


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
