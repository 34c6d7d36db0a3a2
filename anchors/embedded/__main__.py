"""`python -m anchors.embedded COMMAND ...` runs one command with the servers up, and stops them after it."""

import os
import subprocess
import sys
from pathlib import Path

from anchors.embedded import CannotStart, servers

if __name__ == "__main__":
    try:
        with servers(Path(os.environ.get("ANCHORS_HOME") or "var")):
            sys.exit(subprocess.call(sys.argv[1:]))
    except CannotStart as problem:
        sys.exit(str(problem))
