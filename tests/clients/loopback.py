"""A port of this machine, for clients that cannot speak to the socket of the tests' server."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer

from sqlalchemy import URL

A_READ = 65536


@contextmanager
def over_tcp(server: URL) -> Iterator[URL]:
    """Give an address of the same database that has host and port, as long as the block lasts."""
    folder = str(server.query.get("host", ""))
    if not folder.startswith("/"):
        yield server
        return

    class Forward(BaseRequestHandler):
        """One connection: what comes from one side goes to the other."""

        def handle(self) -> None:
            with socket.socket(socket.AF_UNIX) as beyond:
                beyond.connect(f"{folder}/.s.PGSQL.{server.port or 5432}")
                back = threading.Thread(target=_pass_on, args=(beyond, self.request), daemon=True)
                back.start()
                _pass_on(self.request, beyond)
                back.join()

    with ThreadingTCPServer(("127.0.0.1", 0), Forward) as forwarder:
        forwarder.daemon_threads = True
        forwarder.block_on_close = False
        thread = threading.Thread(target=forwarder.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server.set(host="127.0.0.1", port=forwarder.server_address[1], query={})
        forwarder.shutdown()
        thread.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):  # either side may hang up
        while some := source.recv(A_READ):
            target.sendall(some)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
