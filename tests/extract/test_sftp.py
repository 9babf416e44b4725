"""Documents on a real SSH server, OpenSSH's, on this machine: listed, fetched and named as those of a folder are."""

import getpass
import importlib.util
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

import pytest

from etl.exceptions import EtlError
from etl.extract import expand
from etl.extract.discover import discover
from etl.models import Article
from etl.process import process

PATIENCE_S = 30
STORY = "渡口今日增开两班船，往返各一趟。"
SSHD = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/opt/homebrew/sbin")

pytestmark = [
    pytest.mark.skipif(SSHD is None, reason="no sshd here (Debian: openssh-server)"),
    pytest.mark.skipif(importlib.util.find_spec("paramiko") is None, reason="paramiko is not installed"),
]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Start a server that lets in whoever has the key of this test; gives the beginning of its addresses."""
    assert SSHD is not None
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True)
    key, host_key = home / ".ssh" / "id_ed25519", tmp_path / "host"
    for file in (key, host_key):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file)], check=True)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings = {
        "Port": port,
        "ListenAddress": "127.0.0.1",
        "HostKey": host_key,
        "AuthorizedKeysFile": f"{key}.pub",
        "PidFile": "none",
        "StrictModes": "no",
        "UsePAM": "no",
        "PermitRootLogin": "prohibit-password",
        "Subsystem": "sftp internal-sftp",
    }
    config = tmp_path / "sshd_config"
    config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(config)], stderr=log)
    try:
        if not _is_up(port, process):
            pytest.skip(f"sshd does not start: {(tmp_path / 'log').read_text().strip()}")
        yield f"sftp://{getpass.getuser()}@127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _is_up(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Wait until a server listens; one that wants a folder of the system's which is not there ends instead."""
    deadline = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        time.sleep(0.05)
    return False


def test_a_folder_on_an_ssh_server_is_read_like_one_here(server: str, tmp_path: Path) -> None:
    """Every document once, in order, under an address without the name of whoever asked."""
    raw = tmp_path / "raw"
    (raw / "旧").mkdir(parents=True)
    for name in ("b.html", "旧/a.html"):
        (raw / name).write_text(f"<title>渡口增班</title><p>{STORY}</p>", "utf-8")
    tasks = list(chain.from_iterable(map(expand, discover([f"{server}{raw}"]))))
    documents = [process(task) for task in tasks]

    where = server.replace(f"{getpass.getuser()}@", "")
    assert [document.origin.uri for document in documents] == [f"{where}{raw}/b.html", f"{where}{raw}/旧/a.html"]
    for document in documents:
        [article] = document.outcomes
        assert isinstance(article, Article)
        assert [paragraph.text for paragraph in article.paragraphs] == [STORY]


def test_what_is_not_there_is_told_in_a_line(server: str, tmp_path: Path) -> None:
    """The path is named, and nothing of how we came in."""
    with pytest.raises(EtlError, match=r"nowhere.* does not exist") as told:
        list(discover([f"{server}{tmp_path}/nowhere"]))

    assert getpass.getuser() not in str(told.value).replace(str(tmp_path), "")
