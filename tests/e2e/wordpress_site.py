"""A real WordPress: MariaDB and PHP as child processes, everything of theirs in one folder."""

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.e2e.web_server import free_port

PROGRAM = Path("/usr/share/wordpress")
CONFIGURATION = """<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{root}/db.sock'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', '{url}'); define('WP_SITEURL', '{url}');
define('WP_CONTENT_DIR', '{root}/site/wp-content'); define('WP_CONTENT_URL', '{url}/wp-content');
define('WP_ENVIRONMENT_TYPE', 'local'); define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true); define('DISABLE_WP_CRON', true); define('WP_DEBUG', false);
define('AUTH_KEY', 'a'); define('SECURE_AUTH_KEY', 'b'); define('LOGGED_IN_KEY', 'c');
define('NONCE_KEY', 'd');
define('AUTH_SALT', 'e'); define('SECURE_AUTH_SALT', 'f'); define('LOGGED_IN_SALT', 'g');
define('NONCE_SALT', 'h');
$table_prefix = 'wp_';
{more}
require_once ABSPATH . 'wp-settings.php';
"""
ROUTER = """<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (is_file($_SERVER['DOCUMENT_ROOT'] . rawurldecode($path))) return false;
if (str_starts_with($path, '/wp-content/')) {{ http_response_code(404); echo 'not here'; return true; }}
require '{root}/place.php';
require '{root}/site/index.php';
"""
INSTALL = """
$_SERVER['HTTP_HOST'] = '127.0.0.1'; $_SERVER['REQUEST_URI'] = '/';
define('WP_INSTALLING', true);
require ABSPATH . 'wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('A library', 'admin', 'admin@example.org', true, '', 'nobody signs in by this');
wp_insert_user(['user_login' => 'reader', 'user_pass' => 'x', 'role' => 'subscriber']);
foreach ([1, 2] as $user) {
    [$password] = WP_Application_Passwords::create_new_application_password($user, ['name' => 'takedown']);
    echo $password . "\\n";
}
"""

ACTIVATE = """
$_SERVER['HTTP_HOST'] = '127.0.0.1'; $_SERVER['REQUEST_URI'] = '/';
require ABSPATH . 'wp-load.php';
update_option('active_plugins', ['{plugin}']);
"""


@dataclass(frozen=True, slots=True)
class Site:
    """It runs at `url`; `credentials` are an administrator's, `reader` those of somebody without rights."""

    port: int
    root: Path
    credentials: str
    reader: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def uploads(self) -> Path:
        return self.root / "site" / "wp-content" / "uploads"

    def ask(
        self, route: str, method: str = "GET", body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """A request to its REST interface as the administrator; `_` in a header's name stands for `-`."""
        basic = base64.b64encode(self.credentials.encode()).decode()
        sent = {"Authorization": f"Basic {basic}", **{key.replace("_", "-"): headers[key] for key in headers}}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, f"/?rest_route={route}", body=body or None, headers=sent)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def get(self, path: str) -> tuple[int, bytes]:
        """What a visitor gets."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def upload(self, name: str, content: bytes, media_type: str = "text/csv") -> dict[str, object]:
        """Put a file into the media library, as an editor does."""
        status, _, reply = self.ask(
            "/wp/v2/media",
            "POST",
            content,
            Content_Type=media_type,
            Content_Disposition=f'attachment; filename="{name}"',
        )
        assert status == 201, reply
        found = json.loads(reply)
        assert isinstance(found, dict)
        return found


@contextmanager
def wordpress(root: Path, more: str = "", plugin: Path | None = None) -> Iterator[Site]:
    """Installed anew in `root`, stopped by the ids of its processes.

    `more` is PHP for its configuration; `plugin` the folder of one that is active.
    """
    started: list[subprocess.Popen[bytes]] = []
    port = free_port()
    try:
        started.append(_database(root))
        _files(root, port, more)
        passwords = _php(root, "-r", INSTALL).split("\n")
        if plugin is not None:
            (root / "site" / "wp-content" / "plugins" / plugin.name).symlink_to(plugin)
            _php(root, "-r", ACTIVATE.format(plugin=f"{plugin.name}/{plugin.name}.php"))
        site = Site(port, root, f"admin:{passwords[0]}", f"reader:{passwords[1]}")
        started.append(_server(root, port))
        _wait(lambda: site.ask("/wp/v2/types")[0] == 200, started[-1], root / "php.log")
        yield site
    finally:
        for process in reversed(started):
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()


def _database(root: Path) -> "subprocess.Popen[bytes]":
    data = root / "db"
    user = ["--user=root"] if os.geteuid() == 0 else []
    _tables(data, user)
    options = [
        f"--datadir={data}",
        f"--socket={root}/db.sock",
        f"--pid-file={root}/db.pid",
        "--skip-networking",
        "--innodb-buffer-pool-size=16M",
        "--innodb-log-file-size=8M",
        "--innodb-flush-log-at-trx-commit=0",
    ]
    program = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
    with (root / "db.log").open("wb") as log:
        process = subprocess.Popen([program, "--no-defaults", *user, *options], stdout=log, stderr=log)
    client = ["mariadb", "--no-defaults", f"--socket={root}/db.sock", "-uroot", "-e"]
    _wait(
        lambda: subprocess.run([*client, "select 1"], capture_output=True, check=False).returncode == 0,
        process,
        root / "db.log",
    )
    subprocess.run([*client, "create database wordpress"], check=True, capture_output=True)
    return process


def _tables(data: Path, user: list[str]) -> None:
    """A second try: the small server that writes the tables gives up where memory or files are all in use
    for a moment. What it says is told, not only that it failed."""
    for last in (False, True):
        command = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", *user, "--skip-test-db"]
        command += ["--auth-root-authentication-method=normal", "--innodb-buffer-pool-size=16M"]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode == 0:
            return
        assert not last, done.stdout + done.stderr
        shutil.rmtree(data, ignore_errors=True)


def _files(root: Path, port: int, more: str) -> None:
    """A site of its own made of links: only its configuration and its content are not the system's."""
    site = root / "site"
    for folder in ("uploads", "plugins", "themes"):
        (site / "wp-content" / folder).mkdir(parents=True)
    for entry in PROGRAM.iterdir():
        if entry.name not in ("wp-config.php", "wp-content"):
            (site / entry.name).symlink_to(entry)
    values = {"root": root, "url": f"http://127.0.0.1:{port}", "more": more}
    (site / "wp-config.php").write_text(CONFIGURATION.format(**values))
    (root / "router.php").write_text(ROUTER.format(**values))
    (root / "place.php").write_text(f"<?php define('ABSPATH', '{site}/');")


def _php(root: Path, *arguments: str) -> str:
    settings = ["-d", "display_errors=stderr", "-d", "upload_max_filesize=64M", "-d", "post_max_size=64M"]
    if arguments[0] == "-r":
        arguments = ("-r", f"require '{root}/place.php';{arguments[1]}")
    done = subprocess.run(["php", *settings, *arguments], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def _server(root: Path, port: int) -> "subprocess.Popen[bytes]":
    settings = ["display_errors=stderr", "upload_max_filesize=64M"]
    options = [part for setting in settings for part in ("-d", setting)]
    with (root / "php.log").open("wb") as log:
        return subprocess.Popen(
            ["php", *options, "-S", f"127.0.0.1:{port}", "-t", str(root / "site"), str(root / "router.php")],
            stdout=log,
            stderr=log,
        )


def _wait(ready: Callable[[], bool], process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        with suppress(OSError):
            if ready():
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text())
