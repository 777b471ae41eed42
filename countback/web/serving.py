"""Serving: one server process, quiet about addresses, with a clear word where it cannot listen."""

from __future__ import annotations

import errno
import logging
import socket
from dataclasses import dataclass

import uvicorn

from countback.bootstrap import App, local_url
from countback.errors import BadInput, CountbackError
from countback.web.app import create_app

BACKLOG = 512
GRACE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Listening:
    """A bound socket, and how to reach it."""

    socket: socket.socket
    host: str
    port: int

    @property
    def url(self) -> str:
        """Return the address to open on this machine."""
        return local_url(self.host, self.port)


def listen(host: str, port: int) -> Listening:
    """Bind the address; raise BadInput where it is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        bound.close()
        raise _cannot(host, port, error) from None
    bound.setblocking(False)  # noqa: FBT003 - the name of the socket's own method
    return Listening(bound, host, bound.getsockname()[1])


def serve(app: App, listening: Listening) -> None:
    """Answer until a signal ends it."""
    logging.getLogger("countback").setLevel(logging.INFO)
    proxies = app.settings.trusted_proxies
    config = uvicorn.Config(
        create_app(app),
        loop="auto",
        http="auto",
        access_log=False,  # its lines hold addresses, and those hold tokens
        log_level="warning",
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies or None,
        timeout_graceful_shutdown=GRACE_SECONDS,
        lifespan="off",
    )
    uvicorn.Server(config).run(sockets=[listening.socket])


def _cannot(host: str, port: int, error: OSError | OverflowError) -> CountbackError:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return BadInput.one(
            f"port {port} is in use", f"end what listens there, or take another one: --port {port + 1}"
        )
    if number == errno.EACCES:
        return BadInput.one(f"this user may not listen on port {port}", "take a port above 1023: --port 8765")
    return BadInput.one(
        f"{host} is no address of this machine", "take 127.0.0.1, or 0.0.0.0 for every address it has"
    )
