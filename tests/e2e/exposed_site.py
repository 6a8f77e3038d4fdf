"""A real nginx with a site on which a list is public by mistake, in many forms, among innocent pages."""

import csv
import gzip
import io
import os
import shutil
import subprocess
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from tests.e2e.web_server import free_port

HOST = "www.example.org"
GIVEN = (
    "Abelone",
    "Bartolo",
    "Celestra",
    "Dovidas",
    "Eleutheria",
    "Fyodora",
    "Gudrit",
    "Hakobyan",
    "Iskander",
)
FAMILY = (
    "Quillborne",
    "Rastovan",
    "Silverdine",
    "Tamworthy",
    "Umberlake",
    "Vosterhall",
    "Wexmoore",
    "Yarlbeck",
)

CONFIG = """
daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
{user}
events {{ worker_connections 64; }}
http {{
  access_log {folder}/access.log combined; etag on; absolute_redirect off;
  gzip on; gzip_types text/csv; gzip_min_length 1;
  gzip_vary on;
  types {{ text/html html; text/csv csv bak; application/xml xml; application/json json; }}
  default_type application/octet-stream;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port}; root {folder}/www; error_page 404 /missing.html;
    location /broken/ {{ return 503; }}
    location = /moved.csv {{ return 301 /data/list.csv; }}
    location = /search {{ if ($arg_q) {{ rewrite ^ /results.html last; }} return 404; }}
  }}
}}
"""


def people(count: int, seed: int = 7) -> list[tuple[str, ...]]:
    """Invented people: name, birth date, file number, office, status."""
    random = Random(seed)
    return [
        (
            f"{random.choice(GIVEN)} {random.choice(FAMILY)}{random.choice('aeiou')}",
            f"19{random.randint(50, 99)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
            f"A{random.randint(10**8, 10**9)}",
            random.choice(("Harlingen", "Baltimore", "Otay Mesa")),
            random.choice(("pending", "granted")),
        )
        for _ in range(count)
    ]


HEADER = ("Name", "Date of birth", "File number", "Office", "Status")


def as_csv(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode()


def page(body: str, title: str = "Statistics") -> bytes:
    """A page with the site's header and footer."""
    return (
        f"<!doctype html><title>{title}</title><header><p>The Bureau of Invented Statistics publishes tables "
        f"about its work every quarter of the year</p></header>{body}<footer><p>Contact the press office of "
        "the bureau for further information about these tables and their use</p></footer>"
    ).encode()


def as_html(rows: list[tuple[str, ...]]) -> bytes:
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return page(f"<table>{lines}</table>", "Table")


def as_xlsx(rows: list[tuple[str, ...]]) -> bytes:
    """A sheet with inline strings: the same content in other bytes."""
    sheet = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row) + "</row>"
        for row in [HEADER, *rows]
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship '
        f'Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return content.getvalue()


def fill(www: Path, rows: list[tuple[str, ...]]) -> bytes:
    """The whole site; returns the list's bytes."""
    leak = as_csv(rows)
    rss = "".join(
        f"<item><title>{escape(row[0])}</title><link>/news/{n}</link><pubDate>Sun, 01 Mar 2026 09:30:00 GMT"
        f"</pubDate><description>{escape(' '.join(row[1:3]))}</description></item>"
        for n, row in enumerate(rows[:4])
    )
    snippet = "".join(f"<p>{escape(', '.join(row))}</p>" for row in rows[10:14])
    files = {
        "index.html": page('<a href="/data/">Data</a><a href="/about.html">About</a>'),
        "about.html": page("<p>We count applications, decisions and appeals in every field office.</p>"),
        "missing.html": page("<p>There is nothing here.</p>"),
        "results.html": page(snippet, "Search"),
        "data/index.html": page('<a href="list.csv" download>list</a><a href="view.html">view</a>'
                                '<a href="q2.csv">second quarter</a><a href="/app.js">app</a>'),
        "data/list.csv": leak,
        "data/list.csv.gz": gzip.compress(leak, mtime=0),
        "data/list.csv~": as_csv(rows[:-3]),
        "data/q2.csv": as_csv(people(400, seed=8)),
        "data/view.html": as_html(rows),
        "files/export.xlsx": as_xlsx(rows),
        "es/data/list.csv": leak,
        "app.js": b'const table = "/files/export.xlsx"; const other = "\\/hidden\\/copy.csv";',
        "hidden/copy.csv": leak,
        "feed.xml": f'<?xml version="1.0"?><rss version="2.0"><channel>{rss}</channel></rss>'.encode(),
        "sitemap.xml": b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>'
        b"<loc>http://www.example.org/data/list.csv</loc><lastmod>2026-03-01</lastmod></url></urlset>",
    }  # fmt: skip
    for name, content in files.items():
        path = www / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return leak


@dataclass(frozen=True, slots=True)
class Exposed:
    """The running site; `site` is its description for withhold."""

    folder: Path
    port: int
    leak: bytes
    site: Path

    @property
    def www(self) -> Path:
        return self.folder / "www"


@contextmanager
def exposed_site(folder: Path, rows: list[tuple[str, ...]], archive: int = 1) -> Iterator[Exposed]:
    """nginx over the filled site, on a port of its own, until the block ends."""
    folder.mkdir()
    leak = fill(folder / "www", rows)
    port = free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(CONFIG.format(folder=folder, port=port, user=user))
    site = folder / "site.toml"
    site.write_text(
        f'[site]\nname = "invented"\nurls = ["http://{HOST}/"]\n[reach]\n'
        f'addresses = {{ "{HOST}" = "127.0.0.1:{port}", "archive.example" = "127.0.0.1:{archive}" }}\n'
        f'[[connector]]\ntype = "web_root"\nfolder = "{folder}/www"\nurls = {{ "http://{HOST}/" = "." }}\n'
    )
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        _wait(process, folder / "pid")
        yield Exposed(folder, port, leak, site)
    finally:
        process.terminate()
        process.wait(10)


def _wait(process: "subprocess.Popen[bytes]", pid: Path) -> None:
    """Until it listens: the file is written after the sockets are open."""
    end = time.monotonic() + 10
    while not pid.exists():
        assert process.poll() is None, "nginx ended"
        assert time.monotonic() < end, "nginx does not start"
        time.sleep(0.02)
