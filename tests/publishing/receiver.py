"""A receiver of webhooks on loopback: it keeps what it is sent, and answers what a test tells it to."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import standardwebhooks
import svix


class Receiver(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Visit)
        self.answers = []  # of the next messages; then `usual`
        self.usual = (204, {}, b"")
        self.delay = 0
        self.received = []
        self.arrived = threading.Event()

    @property
    def place(self):
        return f"127.0.0.1:{self.server_port}"

    @property
    def url(self):
        return f"http://{self.place}/hook"

    @property
    def ids(self):
        return [headers["webhook-id"] for headers, _ in self.received]

    def verified(self, secret, number=-1):
        """The message as both libraries of others read it; they raise where it is not signed with `secret`."""
        headers, body = self.received[number]
        svix.Webhook(secret).verify(body, headers)
        return standardwebhooks.Webhook(secret).verify(body, headers)

    def handle_error(self, request, client_address):
        pass  # the sender hangs up on purpose


class Visit(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), body))
        self.server.arrived.set()
        time.sleep(self.server.delay)
        code, headers, text = self.server.answers.pop(0) if self.server.answers else self.server.usual
        self.send_response_only(code)
        for name, value in headers.items():
            self.send_header(name, value)
        if code != 204:
            self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if code != 204:
            self.wfile.write(text)

    def do_GET(self):
        self.server.received.append((dict(self.headers), b"a GET"))
        self.send_response_only(200)
        self.end_headers()

    def log_message(self, *args):
        pass
