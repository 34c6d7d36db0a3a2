"""The engine's connection, in the module where Django looks for it."""

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_IDLE


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is kept between requests and looked at before each."""

    def is_usable(self) -> bool:
        """Whether the server still holds the other end.

        One that has ended the connection has said so on the line. Only where something lies there, or a transaction
        is under way, which may have failed, is the server asked: that takes as long as many a query that follows.
        """
        line: Any = self.connection
        if line is None or line.closed:
            return False
        if line.info.transaction_status != TRANSACTION_STATUS_IDLE:
            return super().is_usable()
        look = select.poll()
        look.register(line.fileno(), select.POLLIN | select.POLLPRI)
        return not look.poll(0) or super().is_usable()
