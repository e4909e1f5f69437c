"""A receiver of webhooks that is away at times, and keeps what it took."""

import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import standardwebhooks


class Sink(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Visit)
        self.is_away = False
        self.received = []  # headers and body, in the order they came
        self.refused = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def place(self):
        return f"127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """Senders die in the middle: that is what this is for."""

    def wrong(self, secret):
        """What is not as it must be: a signature that is none, or one id with two bodies."""
        bodies, wrong = {}, []
        for headers, body in self.received:
            message = headers["webhook-id"]
            if bodies.setdefault(message, body) != body:
                wrong.append(f"webhook {message} came with two bodies")
            if not is_signed(secret, body, headers):
                wrong.append(f"webhook {message} is not signed with the secret")
        return wrong

    @property
    def ids(self):
        return {headers["webhook-id"] for headers, _ in self.received}


def is_signed(secret, body, headers):
    """By its signature alone: when a run ends, its first messages are older than a receiver would take."""
    sent_at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    signed = standardwebhooks.Webhook(secret).sign(headers["webhook-id"], sent_at, body.decode())
    return signed in headers["webhook-signature"].split()


class Visit(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.is_away:
            self.server.refused += 1
            self.send_error(503)
            return
        self.server.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response_only(204)
        self.end_headers()

    def log_message(self, *args):
        """Say nothing."""
