#!/usr/bin/env python
"""Django's command line for this project. Commands that change tables run as the database's owner."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line
from django.db.utils import OperationalError

from anchors import embedded

OWNER_COMMANDS = {"migrate", "sqlflush", "dbshell"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anchors.settings")
    if sys.argv[1:2] and sys.argv[1] in OWNER_COMMANDS:
        home = Path(os.environ.get("ANCHORS_HOME") or Path(__file__).parent / "var")
        embedded_owner = "" if os.environ.get("DATABASE_URL") else embedded.addresses(home).owner_url
        owner_url = os.environ.get("DATABASE_OWNER_URL") or embedded_owner
        if owner_url:
            os.environ["DATABASE_URL"] = owner_url
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as problem:
        if "refused" not in str(problem):
            raise
        command = " ".join([sys.executable, *sys.argv])
        sys.exit(
            "No database answers. Start everything with `make run`, set DATABASE_URL, or give this one "
            f"command its own servers: {sys.executable} -m anchors.embedded {command}"
        )


if __name__ == "__main__":
    main()
