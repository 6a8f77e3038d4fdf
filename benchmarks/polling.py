"""An independent client: fetches paths without pause, and reports every answer that differed.

python polling.py PORT REPORT PATH…      until SIGTERM
"""

import http.client
import json
import signal
import sys
import time
from hashlib import sha256
from pathlib import Path
from types import FrameType


def main() -> int:
    """Poll; returns 0 when ended by SIGTERM."""
    port, report, *paths = sys.argv[1:]
    running = True

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal running
        running = False

    signal.signal(signal.SIGTERM, stop)
    seen: dict[tuple[str, int, str, bool], dict[str, float]] = {}
    requests = 0
    while running:
        for path in paths:
            status, body, complete = fetch(int(port), path)
            requests += 1
            key = (path, status, sha256(body).hexdigest() if status == 200 else "", complete)
            entry = seen.setdefault(key, {"first": time.time(), "times": 0})
            entry["times"] += 1
    told = [
        {"path": path, "status": status, "digest": digest, "complete": complete, **entry}
        for (path, status, digest, complete), entry in seen.items()
    ]
    Path(report).write_text(json.dumps({"requests": requests, "seen": told}))
    return 0


def fetch(port: int, path: str) -> tuple[int, bytes, bool]:
    """Status, body, and whether the body has the length that was announced. No answer has the status 0."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", f"/{path}")
        answer = connection.getresponse()
        announced = int(answer.headers.get("Content-Length", -1))
        try:
            body = answer.read()
        except http.client.IncompleteRead as error:
            return answer.status, error.partial, False
        return answer.status, body, len(body) == announced
    except OSError:
        return 0, b"", False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
