"""Ask an ASGI application: by hand in this process, or over HTTP from a real server in a thread."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn

CLIENT = ("192.0.2.1", 4711)


@dataclass(frozen=True)
class Answered:
    """What an application sent: status, headers in their order, and the body."""

    status: int
    raw: list[tuple[bytes, bytes]]
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        found = {name.decode(): value.decode() for name, value in self.raw}
        assert len(found) == len(self.raw), "a header was sent twice"
        return found


async def asked(
    app: Any,
    path: str,
    method: str = "GET",
    headers: Mapping[str, str] | list[tuple[str, str]] | None = None,
    *,
    client: tuple[str, int] | None = CLIENT,
) -> Answered:
    """Return what an application answers; what follows a `?` in the path is its query."""
    only, _, query = path.partition("?")
    pairs = list(headers.items()) if isinstance(headers, Mapping) else headers or []
    scope = {
        "type": "http",
        "method": method,
        "path": only,
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in pairs],
        "client": client,
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        raise AssertionError("the body of a request is nobody's business here")

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *rest = sent
    assert (start["type"], [one["type"] for one in rest]) == ("http.response.start", ["http.response.body"])
    return Answered(start["status"], start["headers"], rest[0].get("body", b""))


def ask(app: Any, path: str, method: str = "GET", headers: Any = None, **more: Any) -> Answered:
    return asyncio.run(asked(app, path, method, headers, **more))


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an application on a free port of this machine; give its address without a path."""
    config = uvicorn.Config(app, lifespan="off", access_log=False, log_level="warning", log_config=None)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:  # it listens at once: nobody has to wait
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)
    assert not thread.is_alive()
