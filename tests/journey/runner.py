"""A process that runs jobs in children of its own, so that a test can kill one at any moment.

Reads job numbers from standard input, one a line. For each it forks, says the child's number, and says "over" when
the child has ended by itself or by a signal.
"""

import os
import sys

import django

django.setup()

from anchors import uploads  # noqa: F401 - declares the handlers
from anchors.jobs import run_job

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            run_job(int(line))
        finally:
            os._exit(0)
    print(child, flush=True)  # noqa: T201
    os.waitpid(child, 0)
    print("over", flush=True)  # noqa: T201
