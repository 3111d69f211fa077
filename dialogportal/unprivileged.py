"""Run PostgreSQL as an ordinary user when we are root, which it refuses to be."""

import contextlib
import os
import pwd
import shutil
from pathlib import Path

from dialogportal.database import WAY_OUT, DatabaseUnavailable


def account_for(folder: Path) -> pwd.struct_passwd | None:
    """Return whom to run PostgreSQL as when we are root, which it refuses to be; else None.

    The folder's owner where it has one, else the project's, else the system's unprivileged user.
    """
    if os.geteuid() != 0:
        return None
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    with contextlib.suppress(KeyError):
        owner = pwd.getpwuid(nearest.stat().st_uid)
        if owner.pw_uid != 0:
            return owner
    with contextlib.suppress(KeyError):
        return pwd.getpwnam("nobody")
    raise DatabaseUnavailable(
        "PostgreSQL refuses to run as root, and this machine has no user 'nobody' to run it as: "
        f"use an ordinary user, or {WAY_OUT}."
    )


def as_user(folder: Path, account: pwd.struct_passwd, program: Path) -> list[str]:
    """Words to put before a command that root wants run as ``account``.

    A project under a folder only root may enter (/root, a fresh temporary folder) is out of an
    ordinary user's reach. Rather than open those folders to all, PostgreSQL keeps root's right to
    enter them; nobody but root can use this database, so nobody gains by it.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise DatabaseUnavailable(
            "PostgreSQL refuses to run as root, and the program that would run it as another user "
            f"is missing (setpriv, of util-linux): install it, use an ordinary user, or {WAY_OUT}."
        )
    words = [setpriv, f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    if not (_open_to_all(folder.parent) and _open_to_all(program)):
        words += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        words += ["--securebits=+no_setuid_fixup"]  # the right counts in access(), too
    return words


def _open_to_all(path: Path) -> bool:
    return all(place.stat().st_mode & 0o001 for place in (path, *path.parents))
