"""A connection that stays is looked at before each request and task. Django asks the server, which costs a round trip
and a twentieth of a short request. Here the socket is read: a server that ended, or ended the session, has closed it,
and one that was cut off is found by the keepalives of OPTIONS within seconds.
"""

import psycopg
from django.db.backends.postgresql import base

READS = 2  # what the server said in farewell, and then the end


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Whether the other side has not closed the connection."""
        if self.connection is None:
            return False
        try:
            for _ in range(READS):
                self.connection.pgconn.consume_input()
        except psycopg.Error:
            return False
        return not self.connection.closed
