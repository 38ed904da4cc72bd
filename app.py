"""The web app's command: python app.py."""

import sys

from assistant.cli import guarded
from assistant.web.command import read_arguments, serve_app

if __name__ == "__main__":
    sys.exit(guarded(serve_app, read_arguments()))
