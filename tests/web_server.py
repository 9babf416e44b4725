"""A web server on this machine, for tests that read addresses: nothing else is ever contacted."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent for a path.

    Attributes:
        body: its bytes.
        content_type: as a header states it.
        status: the number.
        missing: so many bytes more are promised than are sent.
    """

    body: bytes
    content_type: str = "text/html"
    status: int = 200
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Site:
    """A site under an address of its own.

    Attributes:
        url: its beginning, without a slash at the end.
        asked: every request: its method, its path, and the credentials it brought.
    """

    url: str
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)


@contextmanager
def serving(answers: Mapping[str, Answer]) -> Iterator[Site]:
    """Serve answers by their paths, whole and without ranges, as simple servers do."""
    asked: list[tuple[str, str, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        """Answers as told."""

        def do_GET(self) -> None:
            """Answer a request."""
            asked.append((self.command, self.path, self.headers.get("Authorization")))
            answer = answers.get(self.path, Answer(b"", status=404))
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body) + answer.missing))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(answer.body)

        do_HEAD = do_GET  # noqa: N815 - the same

        def do_POST(self) -> None:
            """Take what is sent, and say thank you."""
            asked.append((self.command, self.path, self.headers.get("Authorization")))
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the same
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield Site(f"http://127.0.0.1:{server.server_port}", asked)
        finally:
            server.shutdown()
            thread.join()
