"""The outside on loopback: pages that evidence names, and a receiver of webhooks."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = "<html><head><title>Figures of the office</title></head><body><p>The number fell by 7 percent.</p></body></html>"


class Pages(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.received: list[str] = []  # ids of messages
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class Visit(BaseHTTPRequestHandler):
    server: Pages

    def do_GET(self) -> None:
        body = PAGE.encode()
        self.send_response_only(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append(self.headers["webhook-id"])
        self.send_response_only(204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""
