"""A stand-in for the network between a run and its PostgreSQL server, which cuts connections where it is told to."""

import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import ClassVar, Protocol

from sqlalchemy import URL

PORT = ".s.PGSQL.5432"


class Cut(Protocol):
    """Decides when a connection is cut."""

    awaits_answer: ClassVar[bool]
    """Whether the server is given the time to do what it was told."""

    def after_sending(self, sent: bytes) -> bool:
        """Tell, of bytes that the server has got, whether its answer is to be thrown away, and the connection cut."""


@dataclass(slots=True)
class AnswerToCommit:
    """Cuts between the n-th COMMIT and its answer, for each n given."""

    awaits_answer: ClassVar[bool] = True

    turns: set[int]
    seen: int = 0
    cuts: int = 0

    def after_sending(self, sent: bytes) -> bool:
        """Look for the command."""
        if b"COMMIT" not in sent:
            return False
        self.seen += 1
        is_cut = self.seen in self.turns
        self.cuts += is_cut
        return is_cut


@dataclass(slots=True)
class Bytes:
    """Cuts every connection after so many bytes, so many times."""

    awaits_answer: ClassVar[bool] = False

    after: int
    times: int
    sent: int = 0
    cuts: int = 0

    def after_sending(self, sent: bytes) -> bool:
        """Count."""
        self.sent += len(sent)
        if self.sent < self.after or self.cuts == self.times:
            return False
        self.sent, self.cuts = 0, self.cuts + 1
        return True


@dataclass(slots=True)
class Proxy:
    """Passes bytes on, one thread a connection."""

    server: Path
    cut: Cut
    listener: socket.socket
    threads: list[Thread] = field(default_factory=list)

    def serve(self) -> None:
        """Accept until the listener is closed."""
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                thread = Thread(target=self._pass_on, args=(client,), daemon=True)
                thread.start()
                self.threads.append(thread)

    def _pass_on(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.connect(str(self.server))
            while True:
                ready, _, _ = select.select([client, server], [], [])
                for one, other in ((client, server), (server, client)):
                    if one in ready:
                        passed = one.recv(65536)
                        if not passed:
                            return
                        other.sendall(passed)
                        if one is client and self.cut.after_sending(passed):
                            if self.cut.awaits_answer:
                                server.recv(65536)  # it has been done, and nobody will know
                            return


@contextmanager
def between(url: URL, folder: Path, cut: Cut) -> Iterator[str]:
    """Listen in a folder, whose name must be short, for a server on a socket; give the URL to use instead."""
    address = folder / PORT
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(address))
        listener.listen()
        proxy = Proxy(Path(str(url.query["host"])) / PORT, cut, listener)
        thread = Thread(target=proxy.serve, daemon=True)
        thread.start()
        try:
            yield url.set(query={**url.query, "host": str(folder)}).render_as_string(hide_password=False)
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
            for passing in proxy.threads:
                passing.join(5)
    address.unlink()
