"""PostgreSQL refuses to run as root. So that `make run` works as root too, its processes give root up.

Two ways, the first that works: another user id that keeps the one capability it needs to reach the project's folder
(which may lie under /root), or a user namespace in which root goes by another id. Neither creates a user.
"""

import ctypes
import os
import pwd
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from runner.console import Problem

Drop = Callable[[], None]

CLONE_NEWUSER = 0x10000000
PR_SET_SECUREBITS, NO_SETUID_FIXUP = 28, 4
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 47, 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522


def drop_for(folder: Path, program: Path) -> Drop | None:
    """What a child calls before it starts `program` on `folder`: nothing at all unless we are root.

    Hands `folder` to whom it will belong. Raises Problem when root cannot be given up here.
    """
    if os.getuid() != 0:
        return None
    user = _ordinary_user()
    for drop, owner in (
        (_keep_one_capability(user), user.pw_uid),
        (_enter_namespace(user), 0),
    ):
        _give(folder, owner)
        if _works(drop, folder, program):
            return drop
    raise Problem("PostgreSQL does not run as root, and root cannot be given up here: run this as an ordinary user.")


def _ordinary_user() -> pwd.struct_passwd:
    """PostgreSQL wants an id with a name: `nobody` is everywhere."""
    for name in ("nobody", "daemon"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Problem("This system has no user `nobody`: run this as an ordinary user.")


def _give(folder: Path, owner: int) -> None:
    if folder.exists() and folder.stat().st_uid != owner:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner, owner, follow_symlinks=False)


def _works(drop: Drop, folder: Path, program: Path) -> bool:
    question = 'test "$(id -u)" != 0 && test -x "$0" && test -w "$1"'
    shell = shutil.which("sh") or "/bin/sh"
    try:
        answer = subprocess.run(
            [shell, "-c", question, str(program), str(folder)],
            preexec_fn=drop,
            check=False,
            capture_output=True,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.returncode == 0


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "refused by the kernel")


def _keep_one_capability(user: pwd.struct_passwd) -> Drop:
    def drop() -> None:
        libc = _libc()
        _checked(libc.prctl(PR_SET_SECUREBITS, NO_SETUID_FIXUP, 0, 0, 0))  # else access(2) leaves capabilities out
        os.setgroups([])
        os.setresgid(user.pw_gid, user.pw_gid, user.pw_gid)
        os.setresuid(user.pw_uid, user.pw_uid, user.pw_uid)
        bit = 1 << CAP_DAC_OVERRIDE
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)  # effective, permitted, inheritable; then the high words
        _checked(libc.capset(header, sets))
        _checked(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0))

    return drop


def _enter_namespace(user: pwd.struct_passwd) -> Drop:
    def drop() -> None:
        _checked(_libc().unshare(CLONE_NEWUSER))
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user.pw_uid} 0 1")
        Path("/proc/self/gid_map").write_text(f"{user.pw_gid} 0 1")

    return drop
