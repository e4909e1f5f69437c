"""A virus scanner on loopback that speaks clamd's protocol, and finds what its makers agreed to call a virus."""

import socket
import socketserver
import struct
import threading
from contextlib import contextmanager

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Scanner(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Remembers what it was shown; says `says` whatever that is, where a test sets it, and nothing if that is empty."""

    daemon_threads = True
    longest = 1_000_000
    says: str | None = None

    def __init__(self, place, family=socket.AF_INET):
        self.address_family = family
        super().__init__(place, Visit)
        self.seen = []

    def finish(self, content):
        self.seen.append(content)
        if self.says is not None:
            return self.says
        return "stream: Eicar-Signature FOUND" if EICAR in content else "stream: OK"


class Visit(socketserver.StreamRequestHandler):
    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > self.server.longest:
                self.say("INSTREAM size limit exceeded. ERROR")
                return
        self.say(self.server.finish(content))

    def say(self, words):
        if words:
            self.wfile.write(words.encode() + b"\0")


@contextmanager
def scanning(scanner):
    """Serve in a thread, and leave nothing behind."""
    thread = threading.Thread(target=scanner.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield scanner
    finally:
        scanner.shutdown()
        scanner.server_close()
        thread.join()
