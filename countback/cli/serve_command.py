"""`countback serve`: feeds and pages, until it is stopped."""

from __future__ import annotations

import click

from countback.cli.common import form_of, json_option, open_app, print_json


@click.command("serve")
@click.option(
    "--host", metavar="ADDRESS", help="Listen on this address (default: COUNTBACK_HOST, 127.0.0.1)."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    help="Listen on this port; 0 takes a free one (default: COUNTBACK_PORT, 8765).",
)
@json_option
def command(host: str | None, port: int | None, form: str, as_json: bool) -> None:
    """Serve calendar feeds and pages.

    It answers on this machine only, unless an address is given. Ctrl-C stops it.
    """
    from countback.web.serving import listen, serve

    app = open_app()
    app.store.link_by_hash("")  # a database that cannot be used is told now, not by the first page
    listening = listen(
        host if host is not None else app.settings.host, port if port is not None else app.settings.port
    )
    public = app.settings.public_url
    if form_of(form, as_json) == "json":
        print_json({"schema": 1, "url": listening.url, "public_url": public})
    else:
        click.echo(
            f"Countback answers at {listening.url}/" + (f", to the world as {public}/" if public else "")
        )
        click.echo(
            "Plans stored so far: countback link add --for page --person ID gives each its own address."
        )
        click.echo("Ctrl-C stops it.")
    serve(app, listening)
