"""What ``python app.py`` does: settings in, a served app until it is interrupted."""

import argparse
import logging
import os
from collections.abc import Sequence

from assistant.settings import from_env


def read_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line, which takes nothing but ``--help``."""
    parser = argparse.ArgumentParser(
        prog="python app.py",
        description="Serve the web app. Its address and password are settings: see `.env.example`.",
    )
    return parser.parse_args(arguments)


def serve_app(_: argparse.Namespace) -> int:
    """Serve until interrupted; raises AssistantError for what must be mended first."""
    settings = from_env(os.environ)
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    from assistant.web.server import serve  # gradio is slow to import, and a wrong setting should be told at once
    from assistant.wiring import Assistant

    serve(Assistant(settings))
    return 0
