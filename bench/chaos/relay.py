"""Lines from an address of this machine to a server's socket, which can be made slow, fall silent and be torn."""

import asyncio
import socket
import struct
import threading
from contextlib import suppress

from config.embedded import Postgres, Valkey
from config.postgres import NAME, SOCKET

PIECE = 64 * 1024
TORN = struct.pack("ii", 1, 0)  # linger for no time: the other side gets a reset
SLOW = 0.15  # seconds that each piece takes, each way
LOOK_AGAIN = 0.05  # seconds between two looks whether a silent line is heard of again


class Relay:
    """Takes connections at `host` and hands everything on to the socket at `target`, both ways."""

    def __init__(self, host, target):
        self.target, self.delay, self.is_silent = str(target), 0.0, False
        self.writers = set()
        self.loop = asyncio.new_event_loop()
        self.listening = socket.create_server((host, 0))
        self.port = self.listening.getsockname()[1]
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def tear(self):
        """Reset every connection that there is; new ones are taken."""
        self.loop.call_soon_threadsafe(self._tear)

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.listening.close()

    def _run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(asyncio.start_server(self._serve, sock=self.listening))
        self.loop.run_forever()
        left = asyncio.all_tasks(self.loop)
        for task in left:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self.loop.close()

    def _tear(self):
        for writer in list(self.writers):
            if (line := writer.get_extra_info("socket")) is not None and line.family != socket.AF_UNIX:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, TORN)
            writer.transport.abort()

    async def _serve(self, reader, writer):
        try:
            there, back = await asyncio.open_unix_connection(self.target)
        except OSError:  # the server is away
            writer.transport.abort()
            return
        both = {writer, back}
        self.writers |= both
        ways = [asyncio.ensure_future(self._hand_on(*way)) for way in ((reader, back), (there, writer))]
        with suppress(asyncio.CancelledError):  # of a relay that is stopped
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for one in both:
            one.transport.abort()
        self.writers -= both

    async def _hand_on(self, source, target):
        with suppress(OSError):
            while piece := await source.read(PIECE):
                if self.delay:
                    await asyncio.sleep(self.delay)
                while self.is_silent:
                    await asyncio.sleep(LOOK_AGAIN)
                target.write(piece)
                await target.drain()


class Line:
    """What somebody has to the database and the broker of the stack in `var`, and what can happen to it."""

    def __init__(self, host, var):
        self.host = host
        self.postgres = Relay(host, Postgres(var).sockets / SOCKET)
        self.valkey = Relay(host, Valkey(var).socket)

    @property
    def places(self):
        """The settings of whoever is at its other end."""
        return {
            "DATABASE_URL": f"postgresql://{NAME}@{self.host}:{self.postgres.port}/{NAME}",
            "REDIS_URL": f"redis://{self.host}:{self.valkey.port}/0",
        }

    def slow_down(self):
        for relay in (self.postgres, self.valkey):
            relay.delay = SLOW

    def fall_silent(self):
        """Connections stand and new ones are taken, and nothing that is sent arrives."""
        for relay in (self.postgres, self.valkey):
            relay.is_silent = True

    def tear(self):
        """A firewall in between forgets all connections."""
        for relay in (self.postgres, self.valkey):
            relay.tear()

    def mend(self):
        """As fast as ever, and what was sent meanwhile arrives."""
        for relay in (self.postgres, self.valkey):
            relay.delay, relay.is_silent = 0.0, False

    def stop(self):
        for relay in (self.postgres, self.valkey):
            relay.stop()
