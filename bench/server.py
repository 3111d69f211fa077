"""The real server on loopback, and a logged-in client that times pages."""

from __future__ import annotations

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlencode

WORKERS, THREADS = 2, 4


@contextmanager
def server(database_url: str) -> Iterator[int]:
    """gunicorn as `make run` starts it, on a database; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_POOL": "True",
    }
    command = [
        sys.executable, "-m", "gunicorn", "dialogportal.wsgi", "--preload",
        "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--threads", str(THREADS),
        "--log-level", "error",
        "--no-control-socket", "--limit-request-line", "0", "--keep-alive", "30",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment)
    try:
        for _attempt in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


class Client:
    """A browser without pictures: keeps the connection, the cookies and nothing else."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies: dict[str, str] = {}

    def request(
        self, method: str, path: str, fields: dict[str, str] | None = None
    ) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";")[0].partition("=")
            self._cookies[name] = value
        return response.status, response.read().decode()

    def hang_up(self) -> None:
        """Begin a new connection: the server ends one that has been silent for long."""
        self._connection.close()

    def log_in(self, email: str, password: str) -> None:
        """Through the log-in page, as a person does."""
        _status, page = self.request("GET", "/konto/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        fields = {"login": email, "password": password, "csrfmiddlewaretoken": token[1]}
        status, _page = self.request("POST", "/konto/login/", fields)
        assert status == 302, f"log-in answered {status}"

    def milliseconds(self, paths: Sequence[str]) -> list[float]:
        """How long each page took, one after the other."""
        times = []
        for path in paths:
            began = time.perf_counter()
            status, _page = self.request("GET", path)
            times.append((time.perf_counter() - began) * 1000)
            assert status == 200, f"{path} answered {status}"
        return times


def p50(times: Sequence[float]) -> float:
    return round(statistics.median(times), 2)


def p95(times: Sequence[float]) -> float:
    return round(statistics.quantiles(times, n=20, method="inclusive")[-1], 2)
