"""A real WordPress: Debian's, with a MariaDB and a PHP server of its own, all below one scratch folder.

Nothing of WordPress is copied: the folder holds links to where the package put it, our settings, and small themes that
are written at run time. As root everything runs as `nobody`.
"""

import base64
import json
import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from tests.embed.wordpress.waiting import until

CORE = Path("/usr/share/wordpress")
ROLES = ("administrator", "editor", "author", "contributor")
PASSWORD = secrets.token_hex(8)  # of every user; nobody but this run reaches the blog
NEEDS = ("mariadbd", "mariadb-install-db", "php")
_AS = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
_ask = build_opener(ProxyHandler({})).open


def here() -> bool:
    """Whether all of it is installed."""
    return (CORE / "wp-load.php").is_file() and all(shutil.which(name, path=_PATH) for name in NEEDS)


_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"


@dataclass
class Blog:
    """A running blog. A post is asked for with what the reader's site looks like: `blog.post(1, look="narrow")`."""

    root: Path
    address: str
    tokens: dict[str, str]  # application passwords by role

    def write(self, role: str, content: str, **said: str) -> dict:
        """A post as this role saves it through the REST interface; an administrator publishes a contributor's."""
        status = "pending" if role == "contributor" else "publish"
        post = self.rest(role, "/wp/v2/posts", {"title": "A post", "content": content, "status": status} | said)
        if status == "pending":
            post = self.rest("administrator", f"/wp/v2/posts/{post['id']}", {"status": "publish"})
        return post

    def rest(self, role: str, route: str, said: dict | None = None) -> dict:
        """One call of the REST interface. Raises HTTPError."""
        basic = base64.b64encode(f"{role}:{self.tokens[role]}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/json"}
        body = None if said is None else json.dumps(said).encode()
        path, _, query = route.partition("?")
        url = f"{self.address}/index.php?rest_route={path}" + (f"&{query}" if query else "")
        try:
            with _ask(Request(url, data=body, headers=headers), timeout=60) as answer:
                return json.load(answer)
        except HTTPError as trouble:
            trouble.add_note(trouble.read().decode("utf-8", "replace")[:2000])
            raise

    def post(self, number: int, **how: str) -> str:
        """The address of a post, in a theme (`look=`), with or without the embed script (`script="no"`)."""
        return f"{self.address}/?p={number}" + "".join(f"&{name}={value}" for name, value in how.items())

    def read(self, path: str) -> str:
        """What anybody gets."""
        with _ask(self.address + path, timeout=60) as answer:
            return answer.read().decode()

    def php(self, code: str) -> str:
        """Runs PHP inside this WordPress, and gives what it prints."""
        return _php(self.root, code)


@contextmanager
def blog(media_ports: tuple[int, ...]) -> Iterator[Blog]:
    """A new blog, which may ask for pages at these ports of this machine, as it would at 443 of another."""
    with ExitStack() as stack:
        root = Path(stack.enter_context(TemporaryDirectory(prefix="mediadesk-blog-", ignore_cleanup_errors=True)))
        address = f"http://localhost:{_free_port()}"
        _lay_out(root, address, media_ports)
        for path in (root, *root.rglob("*")):
            if _AS and not path.is_symlink():
                shutil.chown(path, "nobody", "nogroup")
        stack.enter_context(_database(root))
        _run(root, _CREATE.replace("SOCK", str(root / "db.sock")))
        said = _php(root, _INSTALL.replace("PASSWORD", PASSWORD), installing=True)
        tokens = json.loads(said.splitlines()[-1])
        stack.enter_context(_web(root, address))
        yield Blog(root=root, address=address, tokens=tokens)


def _lay_out(root: Path, address: str, ports: tuple[int, ...]) -> None:
    for each in CORE.iterdir():
        if each.name not in {"wp-config.php", "wp-content"}:
            (root / each.name).symlink_to(each)
    content = root / "wp-content"
    for name in ("themes", "plugins", "uploads", "mu-plugins"):
        (content / name).mkdir(parents=True)
    for theme in (CORE / "wp-content/themes").iterdir():
        (content / "themes" / theme.name).symlink_to(theme.resolve())
    for name, template in _THEMES.items():
        (content / "themes" / name).mkdir()
        (content / "themes" / name / "style.css").write_text(f"/* Theme Name: {name} */")
        (content / "themes" / name / "index.php").write_text(template)
    salts = "".join(f"define('{name}', '{secrets.token_hex(16)}');\n" for name in _SALTS)
    (root / "first.php").write_text(f"<?php define('ABSPATH', '{root}/');\n")
    (root / "wp-config.php").write_text(_CONFIG.replace("ROOT", str(root)).replace("ADDRESS", address) + salts + _END)
    allowed = ", ".join(map(str, ports))
    (content / "mu-plugins/world.php").write_text(_WORLD.replace("PORTS", allowed))


@contextmanager
def _database(root: Path) -> Iterator[None]:
    data, sock = root / "data", root / "db.sock"
    made = [
        "mariadb-install-db",
        "--no-defaults",
        f"--datadir={data}",
        "--skip-test-db",
        "--auth-root-authentication-method=normal",
    ]
    subprocess.run(made, check=True, capture_output=True, env=_env(root), cwd=root, **_AS)
    small = "--performance-schema=0 --innodb-buffer-pool-size=32M --innodb-flush-log-at-trx-commit=0 --skip-log-bin"
    words = [
        "--no-defaults",
        f"--datadir={data}",
        f"--socket={sock}",
        "--skip-networking",
        "--skip-grant-tables",
        *small.split(),
    ]
    with _running(["mariadbd", *words], root):
        until(lambda: _answers(sock), seconds=60, what="MariaDB to answer")
        yield


@contextmanager
def _web(root: Path, address: str) -> Iterator[None]:
    port = int(address.rpartition(":")[2])
    words = ["php", *_INI, "-d", f"auto_prepend_file={root}/first.php", "-S", f"localhost:{port}", "-t", str(root)]
    with _running(words, root):
        until(lambda: _listens(port), seconds=30, what="PHP to answer")
        yield


@contextmanager
def _running(words: list[str], root: Path) -> Iterator[None]:
    log = (root.parent / f"{root.name}-{words[0]}.log").open("wb")
    program = subprocess.Popen(words, stdout=log, stderr=log, cwd=root, env=_env(root), start_new_session=True, **_AS)
    try:
        yield
    finally:
        os.killpg(program.pid, 15)
        program.wait(timeout=30)
        log.close()
        Path(log.name).unlink()


def _php(root: Path, code: str, *, installing: bool = False) -> str:
    begin = "define('WP_INSTALLING', true);" if installing else ""
    script = (
        f"define('ABSPATH', '{root}/');{begin}$_SERVER['HTTP_HOST']='localhost';require ABSPATH.'wp-load.php';{code}"
    )
    return _run(root, script)


def _run(root: Path, script: str) -> str:
    ran = subprocess.run(
        ["php", *_INI, "-r", script], capture_output=True, text=True, env=_env(root), cwd=root, check=False, **_AS
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def _env(root: Path) -> dict[str, str]:
    return {"PATH": _PATH, "HOME": str(root), "TMPDIR": str(root), "PHP_CLI_SERVER_WORKERS": "3", "LC_ALL": "C.UTF-8"}


def _answers(sock: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        return line.connect_ex(str(sock)) == 0


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


_INI = ["-d", "display_errors=stderr", "-d", "memory_limit=256M", "-d", "error_reporting=8191"]
_SALTS = [f"{kind}_{name}" for kind in ("AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE") for name in ("KEY", "SALT")]
_CONFIG = """<?php
define('DB_NAME', 'blog'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:ROOT/db.sock');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', 'ADDRESS'); define('WP_SITEURL', 'ADDRESS');
define('WP_CONTENT_DIR', 'ROOT/wp-content'); define('WP_CONTENT_URL', 'ADDRESS/wp-content');
define('WP_ENVIRONMENT_TYPE', 'local'); define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', false);
define('AUTOMATIC_UPDATER_DISABLED', true); define('WP_DEBUG', false);
$table_prefix = 'wp_';
"""
_END = "require_once ABSPATH . 'wp-settings.php';\n"
# what this machine stands for: a media host that a blog may ask, and nobody else to be asked
_WORLD = """<?php
add_filter('http_request_host_is_external', fn ($allowed, $host) => $host === '127.0.0.1', 10, 2);
add_filter('http_allowed_safe_ports', fn ($ports) => [...$ports, PORTS]);
add_filter('pre_http_request', function ($answer, $args, $url) {
    return str_contains($url, 'wordpress.org') ? new WP_Error('offline') : $answer;
}, 10, 3);
foreach (['template', 'stylesheet'] as $name) {
    add_filter("pre_option_$name", fn () => preg_replace('/[^a-z]/', '', $_GET['look'] ?? '') ?: 'plain');
}
if (($_GET['script'] ?? '') === 'no') add_action('wp_footer', fn () => wp_dequeue_script('wp-embed'), 1);
if (file_exists(WP_CONTENT_DIR . '/classic')) add_filter('use_block_editor_for_post', '__return_false');
add_filter('show_admin_bar', '__return_false');
add_filter('wp_is_application_passwords_available', '__return_true');
"""
_CREATE = "(new mysqli(null, 'root', '', null, 0, 'SOCK'))->query('CREATE DATABASE blog');"
_INSTALL = """
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('A blog', 'administrator', 'administrator@example.org', true, '', 'PASSWORD');
$tokens = [];
foreach (['administrator', 'editor', 'author', 'contributor'] as $role) {
    $user = get_user_by('login', $role);
    $said = ['user_login' => $role, 'user_pass' => 'PASSWORD', 'role' => $role, 'user_email' => "$role@example.org"];
    $id = $user ? $user->ID : wp_insert_user($said);
    $tokens[$role] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'test'])[0];
}
echo "\n", json_encode($tokens);
"""
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>A blog</title>HEAD
<style>body{margin:0;font:16px sans-serif}STYLE</style></head><body>
<?php while (have_posts()) { the_post(); ?>
<main><h1><?php the_title(); ?></h1><?php the_content(); ?></main>
<?php } ?>FOOT</body></html>
"""
_HOOKS = {"HEAD": "<?php wp_head(); ?>", "FOOT": "<?php wp_footer(); ?>"}


def _theme(style: str, **hooks: str) -> str:
    page = _PAGE.replace("STYLE", style)
    for name, hook in (_HOOKS | hooks).items():
        page = page.replace(name, hook)
    return page


_THEMES = {
    "plain": _theme("main{max-width:720px;margin:auto;padding:0 10px}"),
    "column": _theme("main{width:640px;max-width:100%;margin:auto}"),
    "full": _theme("main{width:100%}"),
    "sidebar": _theme("main{width:300px}"),
    "footless": _theme("main{max-width:720px;margin:auto;padding:0 10px}", FOOT=""),
}
