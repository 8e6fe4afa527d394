"""Who may ask a server that listens on this machine.

127.0.0.1 is no guard by itself: any page that is open in a browser here can make it send requests
there, and read the answers too once a name of its own leads there. A browser says where a request
comes from and whom it believes to ask, and no page can change what it says.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
OURS = frozenset({"localhost", "127.0.0.1", "::1"})


class Guard:
    """An ASGI app that lets through to `app` what its own pages and programs here ask.

    `host` is the name that the operator serves on, a further one that may be asked for. Where
    `app` only reads, an answer of another site's page may not be read, and that is enough.
    """

    def __init__(self, app: App, host: str, *, only_reads: bool = False) -> None:
        self._app, self._hosts, self._only_reads = app, OURS | {host.lower()}, only_reads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse with 403 and the reason."""
        why = None if scope["type"] == "lifespan" else self._refused(scope)
        if why is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": why})
        else:
            kind = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 403, "headers": kind})
            await send({"type": "http.response.body", "body": f"{why}\n".encode()})

    def _refused(self, scope: Scope) -> str | None:
        said = {name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]}
        host, origin = said.get("host", ""), said.get("origin")
        if _name(host) not in self._hosts:
            return f"{host!r} is not served here: ask for localhost, or name it with --host"
        if self._only_reads:
            return None
        fetched_by = said.get("sec-fetch-site", "none")
        if fetched_by not in ("same-origin", "none"):
            return f"a page of another site asks ({fetched_by}): open the address itself"
        is_get = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        if is_get and scope["path"].endswith("/graphql") and b"query=" in scope["query_string"]:
            return "GraphQL is asked by POST"  # Dagster would carry out a mutation
        if not is_get and origin is not None and urlsplit(origin).netloc != host:
            return f"a page of {origin} asks: use the pages of http://{host}"
        return None


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
