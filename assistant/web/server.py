"""Serves both languages of the interface: ``/`` in Chinese, ``/en/`` in English, on one address, for one password."""

import asyncio
import ipaddress
import logging
import os
import secrets
import socket
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.responses import Response

from assistant.errors import AssistantError, IndexMissing, SettingInvalid
from assistant.settings import Settings
from assistant.web.interface import build_interface
from assistant.web.interface_texts import load_texts
from assistant.web.limits import UPLOAD_LIMIT
from assistant.web.services import Services, open_services
from assistant.web.theme import build_theme, favicon, head, stylesheet
from assistant.web.visitors import VisitorMiddleware
from assistant.wiring import Assistant

log = logging.getLogger(__name__)

AT_ONCE = 16  # events of one kind that run at the same time
WRONG_PASSWORD_SECONDS = 1.0
SHUTDOWN_SECONDS = 3  # an open page holds a connection that would never end by itself
PATHS = (("/en", "en"), ("/", "zh"))  # the root last, because it takes every path

Login = Callable[[str, str], Awaitable[bool]]


def check_address(settings: Settings) -> None:
    """Raise SettingInvalid where the app would be open to others without a password, or the port is taken."""
    if not is_own_machine(settings.app_host) and not settings.app_password:
        raise SettingInvalid("APP_HOST", settings.app_host, "127.0.0.1, or APP_PASSWORD set for other addresses")
    family = socket.AF_INET6 if ":" in settings.app_host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.app_host, settings.app_port))
        except OSError as error:
            wanted = f"a free port on {settings.app_host} ({error.strerror})"
            raise SettingInvalid("APP_PORT", str(settings.app_port), wanted) from error


def is_own_machine(host: str) -> bool:
    """True if only programs on this machine can reach ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def build_app(assistant: Assistant) -> FastAPI:
    """The whole app, ready to serve."""
    services = open_services(assistant)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(VisitorMiddleware)
    app.add_api_route("/favicon.ico", _favicon, include_in_schema=False)
    mounted = [_mount(app, services, path, language) for path, language in PATHS]
    for other in mounted[1:]:  # one login for both languages
        other.cookie_id, other.tokens = mounted[0].cookie_id, mounted[0].tokens
    return app


def _favicon() -> Response:
    return Response(favicon(), media_type="image/svg+xml")


def _mount(app: FastAPI, services: Services, path: str, language: str) -> Any:
    blocks = build_interface(services, language)
    blocks.queue(default_concurrency_limit=AT_ONCE)
    settings = services.assistant.settings
    gr.mount_gradio_app(
        app,
        blocks,
        path,
        server_name=settings.app_host,
        server_port=settings.app_port,
        auth=login_for(settings.app_password) if settings.app_password else None,
        auth_message=load_texts(language)["login"],
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=UPLOAD_LIMIT,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        enable_monitoring=False,
        theme=build_theme(),
        css=stylesheet(),
        head=head(load_texts(language)["language"]["code"]),
    )
    return app.routes[-1].app  # type: ignore[attr-defined]


def login_for(password: str) -> Login:
    """Any name with the right password; a wrong one costs a second."""

    async def login(name: str, given: str) -> bool:
        right = secrets.compare_digest(given.encode(), password.encode())
        if not right:
            await asyncio.sleep(WRONG_PASSWORD_SECONDS)
        return right

    return login


def serve(assistant: Assistant) -> None:
    """Run until interrupted; raises what a user must change before anything is served."""
    settings = assistant.settings
    check_address(settings)
    warm_up(assistant)
    app = build_app(assistant)
    threading.Thread(target=_warm_critic, args=(assistant,), daemon=True).start()
    print(f"PreSign 签前: http://{settings.app_host}:{settings.app_port}", flush=True)
    uvicorn.run(
        app,
        host=settings.app_host,
        port=settings.app_port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


def warm_up(assistant: Assistant) -> None:
    """Load what the first question would wait for; raises an index that is broken or of another model at once.

    A missing one is only said: the critique needs none, and the first index is served as soon as it is there.
    """
    try:
        assistant.ask("数据泄露多久通知")
    except IndexMissing as error:
        print(f"warning: {error} Until then only the critique of clauses works.", file=sys.stderr, flush=True)


def _warm_critic(assistant: Assistant) -> None:
    """Read the playbook while the first page is being looked at; a fault in it is told when a clause is pasted."""
    try:
        assistant.critique("数据泄露")
    except AssistantError as error:
        log.warning("the critique cannot be used: %s", error)
