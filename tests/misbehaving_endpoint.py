"""A real OpenAI-compatible endpoint on this machine that answers, or misbehaves, as it is told."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def pieces(*texts: str, finish: str | None = "stop") -> bytes:
    """A stream of chunks that ends with a finish reason, or without one."""
    events = [{"choices": [{"index": 0, "delta": {"content": t}, "finish_reason": None}]} for t in texts]
    if finish:
        events.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    head = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return b"".join(f"data: {json.dumps(head | e)}\n\n".encode() for e in events) + (
        b"data: [DONE]\n\n" if finish else b""
    )


@contextmanager
def endpoint(
    body: bytes, *, status: int = 200, kind: str = "text/event-stream", delay: float = 0.0, pause: float = 0.0
) -> Iterator[str]:
    """Serve ``body`` to every request, with a ``pause`` in seconds after each event of it; gives the base address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            time.sleep(delay)
            try:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                for event in body.removesuffix(b"\n\n").split(b"\n\n") if pause else ():
                    self.wfile.write(event + b"\n\n")
                    time.sleep(pause)
                if not pause:
                    self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client has given up waiting, which is what some tests want

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
