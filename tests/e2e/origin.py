"""A web server for tests, run as a child process: serves a folder, keeps what is uploaded in another."""

import gzip
import sys
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote


class Origin(SimpleHTTPRequestHandler):
    """GET from the folder `public`; PUT and POST bodies into the folder `kept`, numbered."""

    protocol_version = "HTTP/1.1"
    kept: Path

    def do_GET(self) -> None:
        """A file as it is, or compressed where the query says so."""
        if not self.path.endswith("?gzip"):
            super().do_GET()
            return
        path = Path(self.translate_path(self.path))
        content = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_PUT(self) -> None:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            body = self._chunked()
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        name = Path(unquote(self.path)).name or "root"
        (self.kept / f"{time.monotonic_ns():020d}-{name}").write_bytes(body)
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_PUT

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

    def _chunked(self) -> bytes:
        blocks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            blocks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(blocks)


def main() -> None:
    """`origin.py PORT PUBLIC KEPT`."""
    port, public, kept = sys.argv[1:]
    Origin.kept = Path(kept)
    ThreadingHTTPServer(
        ("127.0.0.1", int(port)), lambda *args: Origin(*args, directory=public)
    ).serve_forever()


if __name__ == "__main__":
    main()
