"""A real HTTP server in a thread, that says what a test wants."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass
class Site:
    """What was asked, and how to answer."""

    port: int = 0
    status: int = 200
    location: str = ""
    answer: bytes = b""
    asked: list[str] = field(default_factory=list)
    posted: list[tuple[dict[str, str], bytes]] = field(default_factory=list)  # headers in lower case, and the body
    may_answer: Event = field(default_factory=Event)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def serving(port: int = 0) -> Iterator[Site]:
    """The server on this port of this machine, or on a free one."""
    site = Site()
    site.may_answer.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            site.posted.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.do_GET()

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.may_answer.wait(60)
            self.send_response(site.status)
            if site.location:
                self.send_header("Location", site.location)
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(site.answer)

        def log_message(self, *_: object) -> None:
            """Not on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    site.port = server.server_port
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        site.may_answer.set()
        server.shutdown()
        server.server_close()
