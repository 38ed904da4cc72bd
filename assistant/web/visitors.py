"""Who is asking: a random id in a cookie, one for each browser, under which its conversations are kept."""

import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

COOKIE = "presign_browser"
YEAR = 365 * 24 * 3600
WELL_FORMED = re.compile(r"[0-9a-f]{32}")
ANONYMOUS = "0" * 32  # API clients without a cookie; nothing of theirs is kept
HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        b"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; "
        b"object-src 'none'; frame-src 'none'; frame-ancestors 'self'; form-action 'self'; base-uri 'self'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


def visitor_of(cookie: str | None) -> str:
    """A well-formed id, or the anonymous one."""
    return cookie if cookie and WELL_FORMED.fullmatch(cookie) else ANONYMOUS


class VisitorMiddleware:
    """Gives a browser its cookie on its first page, and every response headers that let nothing load from elsewhere."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        known = visitor_of(_cookie(scope)) != ANONYMOUS

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), *HEADERS]
                if not known and _is_page(headers):
                    value = f"{COOKIE}={secrets.token_hex(16)}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Lax"
                    headers.append((b"set-cookie", value.encode()))
                message["headers"] = headers
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _is_page(headers: list[tuple[bytes, bytes]]) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in headers)


def _cookie(scope: Message) -> str | None:
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                found = SimpleCookie(value.decode("latin-1")).get(COOKIE)
            except CookieError:
                return None
            return found.value if found else None
    return None
