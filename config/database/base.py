"""A connection that stays is looked at before each request and task. Django asks the server, which costs a round trip
and a twentieth of a short request. Here the socket is read: a server that ended, or ended the session, has closed it,
and one that was cut off is found by the keepalives of OPTIONS within seconds.

A server that says nothing while its machine goes on answering is found by neither: it was stopped, or waits for its
disk, or something in between took its place. Who must not wait for ever sets `patience`.
"""

from collections.abc import Generator
from typing import Any, ClassVar

import psycopg
from django.db.backends.postgresql import base

READS = 2  # what the server said in farewell, and then the end


class Patient(psycopg.Connection[Any]):
    """Waits so many seconds for each answer, and is closed when there is none: it might come to a later question."""

    patience: float | None  # None: for what may take its time

    def wait(self, gen: Generator[Any, Any, Any], *args: Any, **kwargs: Any) -> Any:
        """What `gen` returns.

        Raises:
            OperationalError: the server said nothing, or something was wrong with what it said.
        """
        kwargs.setdefault("timeout", self.patience)
        try:
            return super().wait(gen, *args, **kwargs)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


class DatabaseWrapper(base.DatabaseWrapper):
    patience: ClassVar[float | None] = None  # seconds; longer than `statement_timeout`, which ends what is only slow

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        """A new connection, which waits no longer than `patience` for any answer."""
        connection: psycopg.Connection[Any] = super().get_new_connection(conn_params)
        if self.patience:
            connection.__class__ = Patient
            connection.patience = self.patience  # type: ignore[attr-defined]
        return connection

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
