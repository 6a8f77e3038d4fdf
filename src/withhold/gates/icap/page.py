"""The page that stands in place of what does not pass. The same words whatever was found, and about whom."""

import secrets
from html import escape

from withhold.gates.icap.interface import JUDGED, Stop

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stopped before it went out</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 38rem; margin: 12vh auto; padding: 0 1.5rem }}
h1 {{ font-size: 1.6rem }}
code {{ font-size: 1.1rem }}
</style>
</head>
<body>
<main>
<h1>Stopped before it went out</h1>
<p>{what}</p>
<p>{next}</p>
<p>Reference: <code>{reference}</code></p>
</main>
</body>
</html>
"""
_JUDGED = "This organisation checks documents on their way, and this one may not pass as it is."
_ASK = "If you need it to pass, give this reference to your privacy office. Please do not try another way."
_NOT_LOOKED_AT = "This organisation checks documents on their way, and this one could not be checked."
_AGAIN = "Try a smaller or plainer file, or once more later; or give this reference to your help desk."


def new_reference() -> str:
    """A number by which a page is found again in the log; it means nothing else."""
    return secrets.token_hex(6)


def blocked(stop: Stop, reference: str) -> tuple[bytes, bytes]:
    """An HTTP response that stands for what was stopped: its head with the empty line, and its body."""
    judged = stop in JUDGED
    words = {"what": _JUDGED, "next": _ASK} if judged else {"what": _NOT_LOOKED_AT, "next": _AGAIN}
    body = _PAGE.format(reference=escape(reference), **words).encode()
    head = (
        "HTTP/1.1 403 Forbidden\r\n"
        "Content-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\n"
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "\r\n"
    )
    return head.encode(), body
