"""The engine's connection, in the module where Django looks for it."""

import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is kept between requests and looked at before each."""

    def is_usable(self) -> bool:
        """Whether the server still holds the other end.

        One that has ended the connection has said so on the line. Only where something lies there is the server
        asked, which takes as long as many a query that follows.
        """
        line: Any = self.connection
        if line is None or line.closed:
            return False
        look = select.poll()
        look.register(line.fileno(), select.POLLIN | select.POLLPRI)
        return not look.poll(0) or super().is_usable()
