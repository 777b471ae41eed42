"""Compare one worker of ours with one of nginx, both serving the same published calendar over HTTP.

nginx serves the file from its folder, and once more by its address in the published tree (a symlink).
Both answer "not modified" and the whole file to the same load generator, `wrk`, else a small one of our
own, which is too slow to show all that nginx can. All take turns within each round, so a slow moment of
the machine hits them alike; the table shows medians.

    python benchmarks/feed_http.py [--rounds N] [--seconds S] [--connections N] [--json]
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import http.client
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "config/examples/student-vslo.yaml"
DAY = dt.date(2026, 11, 22)  # on which the example was written
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
GOALS = {("304", "countback"): 0.25}  # of the rate of nginx
Rates = dict[tuple[str, str], float]  # answers a second, by case and server
NGINX = """
daemon off; worker_processes 1; {user}
pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; etag on; keepalive_requests 1000000000;
    {temporary}
    types {{ text/calendar ics; }} charset utf-8; charset_types text/calendar;
    server {{
        listen 127.0.0.1:{port};
        location /f/ {{ alias {feeds}/f/; }}
        location /file/ {{ alias {person}/; }}
    }}
}}
"""


@dataclass(frozen=True)
class Target:
    """One way to get the calendar."""

    name: str
    port: int
    path: str

    def get(self, etag: str = "") -> tuple[int, str, bytes]:
        """Return status, ETag and body of one answer."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("GET", self.path, headers={"If-None-Match": etag} if etag else {})
            answer = connection.getresponse()
            return answer.status, answer.getheader("etag") or "", answer.read()


def published(data: Path) -> tuple[str, Path]:
    """Publish the example's plan; return its token and its folder."""
    from config.settings import Settings
    from countback.adapters.yaml_files.profile import applicant_of
    from countback.adapters.yaml_files.reading import read_document
    from countback.bootstrap import App
    from countback.domain.links import Purpose
    from countback.services.replanning import replan
    from countback.services.running import take_in

    app = App(Settings(data_dir=data))
    document = read_document(EXAMPLE)
    assert isinstance(document.value, dict)
    applicant = applicant_of(document, app.catalogue.catalogue, app.catalogue.vaccines, DAY)
    take_in(app.store, applicant, document.value, NOW)
    replan(app.workshop, applicant.id, DAY, NOW)
    token = app.links.create(applicant.id, Purpose.FEED, "benchmark", NOW).token
    return token, app.feeds.path(app.store.feed_folder(applicant.id))


def serve(data: Path, descriptor: int) -> None:
    """Serve the data folder's feeds on a socket that listens already, until told to end."""
    import uvicorn

    from config.settings import Settings
    from countback.bootstrap import App
    from countback.web.feeds import Fallback, FeedApp

    app = App(Settings(data_dir=data))
    files = app.published_files
    feeds = FeedApp(files, Fallback(app.store, app.feeds, files), dt.timedelta(hours=12))
    config = uvicorn.Config(
        feeds, loop="uvloop", http="httptools", lifespan="off", access_log=False, log_level="warning"
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


@contextmanager
def ours(data: Path) -> Iterator[int]:
    """Run our server in a process of its own; give its port."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        command = [sys.executable, __file__, "--serve", str(data), "--fd", str(listening.fileno())]
        # It is found from here too: the package need not be installed.
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with ended(subprocess.Popen(command, pass_fds=[listening.fileno()], env=environment)):
            yield listening.getsockname()[1]


@contextmanager
def nginx(folder: Path, person: Path) -> Iterator[int]:
    """Run nginx with a configuration in the folder; give its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    user = "user root;" if os.geteuid() == 0 else ""  # the files are their owner's only
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    facts = {"folder": folder, "port": port, "person": person, "feeds": person.parent, "user": user}
    text = NGINX.format(**facts, temporary=temporary)
    (folder / "nginx.conf").write_text(text)
    with ended(subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")])):
        yield port


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def rate_with_wrk(target: Target, seconds: float, connections: int, etag: str | None) -> float:
    """Return the answers a second of one load."""
    conditions = ["-H", f"If-None-Match: {etag}"] if etag else []
    url = f"http://127.0.0.1:{target.port}{target.path}"
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", *conditions, url]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        sys.exit(f"{target.name} failed under load:\n{told}")
    return float(re.search(r"Requests/sec:\s+([0-9.]+)", told)[1])  # type: ignore[index]


def rate_with_asyncio(target: Target, seconds: float, connections: int, etag: str | None) -> float:
    """Return the answers a second of one load, as fast as a client in Python asks."""
    condition = f"If-None-Match: {etag}\r\n" if etag else ""
    request = f"GET {target.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{condition}\r\n".encode()
    until = time.perf_counter() + seconds

    async def load() -> int:
        return sum(await asyncio.gather(*(_ask(target.port, request, until) for _ in range(connections))))

    return asyncio.run(load()) / seconds


async def _ask(port: int, request: bytes, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    count = 0
    while time.perf_counter() < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if length := re.search(rb"(?i)\r\ncontent-length: (\d+)", head):
            await reader.readexactly(int(length[1]))
        count += 1
    writer.close()
    return count


def ready(target: Target) -> tuple[str, bytes]:
    """Wait until the target answers; return the calendar's ETag there, and its bytes."""
    for _ in range(200):
        try:
            status, etag, body = target.get()
        except ConnectionRefusedError:
            time.sleep(0.05)
            continue
        if status != 200 or target.get(etag)[0] != 304:
            sys.exit(f"{target.name} does not serve the calendar: {status}")
        return etag, body
    sys.exit(f"{target.name} does not answer")


def measure(targets: list[Target], rounds: int, seconds: float, connections: int) -> Rates:
    """Return the median answers a second of each target, for "not modified" and for the whole file."""
    rate = rate_with_wrk if shutil.which("wrk") else rate_with_asyncio
    found = {target.name: ready(target) for target in targets}
    if len({body for _, body in found.values()}) != 1:
        sys.exit("the servers do not give the same bytes, so their rates say nothing")
    rates: dict[tuple[str, str], list[float]] = {}
    for _ in range(rounds):
        for case in ("304", "200"):
            for target in targets:
                etag = found[target.name][0] if case == "304" else None
                one = rate(target, seconds, connections, etag)
                rates.setdefault((case, target.name), []).append(one)
    return {name: statistics.median(every) for name, every in rates.items()}


def run(rounds: int, seconds: float, connections: int) -> tuple[int, Rates]:
    """Return the calendar's size in bytes and the rates."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="countback-bench-")))
        token, person = published(folder / "data")
        theirs = stack.enter_context(nginx(folder, person))
        targets = [
            Target("nginx", theirs, "/file/all.ics"),
            Target("nginx, tree", theirs, f"/f/{token}/all.ics"),
            Target("countback", stack.enter_context(ours(folder / "data")), f"/f/{token}/all.ics"),
        ]
        size = (person / "all.ics").stat().st_size
        return size, measure(targets, rounds, seconds, connections)


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare our server of feeds with nginx.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each load")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--fd", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.fd)
        return 0
    if not shutil.which("nginx"):
        print("nginx is not installed, so there is nothing to compare with")
        return 0
    size, rates = run(options.rounds, options.seconds, options.connections)
    load = "wrk" if shutil.which("wrk") else "asyncio"
    rows = [
        (case, name, round(one), round(one / rates[case, "nginx"], 3), GOALS.get((case, name)))
        for (case, name), one in rates.items()
    ]
    if options.json:
        named = [
            dict(zip(("case", "server", "per_second", "ratio", "goal"), row, strict=True)) for row in rows
        ]
        print(json.dumps({"bytes": size, "rounds": options.rounds, "load": load, "rows": named}, indent=2))
    else:
        print(f"{size} bytes, {options.connections} connections, load by {load}")
        print(f"{'case':<6}{'server':<14}{'per second':>12}{'ratio':>9}{'goal':>8}")
        for case, name, per_second, ratio, goal in rows:
            print(f"{case:<6}{name:<14}{per_second:>12}{ratio:>9.2f}{goal or '-':>8}")
    return int(any(rates[one] < goal * rates[one[0], "nginx"] for one, goal in GOALS.items()))


if __name__ == "__main__":
    sys.exit(main())
