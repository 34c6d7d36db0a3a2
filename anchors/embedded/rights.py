"""Starting PostgreSQL as root. It refuses to run as root, so its process must first become somebody else."""

import ctypes
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from anchors.embedded.family import CannotStart

NOBODY = 65534
CLONE_NEWUSER = 0x10000000
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 47, 2
CAP_DAC_OVERRIDE = 1
CAPABILITIES_VERSION_3 = 0x20080522


def rights(home: Path, programs: Path) -> Callable[[], None] | None:
    """What a child must do before it becomes PostgreSQL: nothing, unless we are root.

    Best is a user namespace: the files stay root's and no account is needed. Many containers forbid it; there
    the child becomes `nobody`, and where `nobody` may not enter the folders it keeps root's right to enter.
    """
    if os.geteuid() != 0:
        return None
    test = f"test -x '{programs}/postgres' && test -x '{home}'"
    for way in (enter_user_namespace, become_nobody, become_nobody_who_may_enter):
        try:
            if subprocess.run(["/bin/sh", "-c", test], preexec_fn=way, check=False).returncode == 0:
                return way
        except subprocess.SubprocessError:
            continue
    message = (
        "PostgreSQL does not run as root, and this machine allows no other way with the folders "
        f"{programs} and {home}. Run as an ordinary user, or set DATABASE_URL to a PostgreSQL server."
    )
    raise CannotStart(message)


def owner(way: Callable[[], None] | None) -> int:
    """Whom the data folder must belong to."""
    return NOBODY if way in {become_nobody, become_nobody_who_may_enter} else os.geteuid()


def enter_user_namespace() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    _checked(libc.unshare(CLONE_NEWUSER))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text("1000 0 1")
    Path("/proc/self/gid_map").write_text("1000 0 1")


def become_nobody() -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def become_nobody_who_may_enter() -> None:
    """As `nobody`, but with the one capability of root that lets a process into every folder."""
    libc = ctypes.CDLL(None, use_errno=True)
    _checked(libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0))
    become_nobody()
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION_3, 0)
    kept = 1 << CAP_DAC_OVERRIDE
    # Effective, permitted and inheritable, of the first 32 capabilities and of the rest.
    sets = (ctypes.c_uint32 * 6)(kept, kept, kept, 0, 0, 0)
    _checked(libc.capset(header, sets))
    _checked(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0))


def _checked(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "the machine does not allow it")
