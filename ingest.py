"""The ingestion pipeline's command: python ingest.py [PATH ...]."""

import sys

from assistant.cli import ingest_main

if __name__ == "__main__":
    sys.exit(ingest_main())
