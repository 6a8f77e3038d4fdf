"""JSON lines of servers: nginx by its variables' names, Caddy, Traefik."""

from withhold.incident.trace.formats.entry import Entry, answered
from withhold.incident.trace.formats.json_fields import (
    Row,
    forwarded,
    inner,
    real,
    request,
    target,
    text,
    whole,
)
from withhold.incident.trace.formats.times import any_time
from withhold.incident.trace.interface import LogFormat

_TIMES = ("time_iso8601", "time_local", "msec", "@timestamp", "timestamp", "time", "ts", "date")


def read_nginx(row: Row) -> Entry | None:
    """An object whose fields have the names of nginx's variables, as its JSON logs are mostly written."""
    peer = text(row, "remote_addr", "realip_remote_addr", "client_ip", "remote_ip", "clientip", "client")
    at = next((at for name in _TIMES if (at := any_time(row.get(name))) is not None), None)
    status = whole(row, "status", "response_status", "status_code")
    method, asked = request(row, "request")
    if not asked:
        method = text(row, "request_method", "method") or ""
        asked = target(row, "request_uri", "uri", "url", "path", "request")
    if peer is None or at is None or status is None:
        return None
    headers = ("body_bytes_sent", "bytes_sent", "bytes", "size", "response_length")
    body = whole(row, "body_bytes_sent")
    first, last, size = answered(text(row, "sent_http_content_range"), text(row, "http_range"))
    return Entry(
        LogFormat.NGINX_JSON,
        at,
        peer,
        status,
        method[:32],
        asked,
        whole(row, *headers),
        sent_with_headers=body is None and whole(row, "bytes_sent") is not None,
        forwarded=forwarded(row, "http_x_forwarded_for", "x_forwarded_for"),
        agent=text(row, "http_user_agent", "user_agent", "agent"),
        referer=text(row, "http_referer", "http_referrer", "referer", "referrer"),
        host=text(row, "http_host", "host", "server_name"),
        etag=text(row, "sent_http_etag"),
        content_encoding=text(row, "sent_http_content_encoding"),
        first_byte=first,
        last_byte=last,
        object_size=size,
        seconds=real(row, "request_time"),
        cache=text(row, "upstream_cache_status"),
    )


def read_caddy(row: Row) -> Entry | None:
    """An object of Caddy's access log: the peer is `remote_ip`, whatever Caddy took the client to be."""
    asked, answer = inner(row, "request"), inner(row, "resp_headers")
    headers = inner(asked, "headers")
    at, peer = any_time(row.get("ts")), text(asked, "remote_ip", "remote_addr")
    status = whole(row, "status")
    if at is None or peer is None or status is None:
        return None
    first, last, size = answered(text(answer, "Content-Range"), text(headers, "Range"))
    return Entry(
        LogFormat.CADDY_JSON,
        at,
        peer,
        status,
        (text(asked, "method") or "")[:32],
        target(asked, "uri"),
        whole(row, "size"),
        forwarded=forwarded(headers, "X-Forwarded-For"),
        agent=text(headers, "User-Agent"),
        referer=text(headers, "Referer"),
        host=text(asked, "host"),
        etag=text(answer, "Etag", "ETag"),
        content_encoding=text(answer, "Content-Encoding"),
        first_byte=first,
        last_byte=last,
        object_size=size,
        seconds=real(row, "duration"),
    )


def read_traefik(row: Row) -> Entry | None:
    """An object of Traefik's access log; its durations are nanoseconds."""
    at = any_time(row.get("StartUTC"))
    if at is None:
        at = any_time(row.get("time"))
    peer = text(row, "ClientHost", "ClientAddr")
    status = whole(row, "DownstreamStatus", "OriginStatus")
    if at is None or peer is None or status is None:
        return None
    first, last, size = answered(text(row, "downstream_Content-Range"), text(row, "request_Range"))
    taken = real(row, "Duration")
    return Entry(
        LogFormat.TRAEFIK_JSON,
        at,
        peer,
        status,
        (text(row, "RequestMethod") or "")[:32],
        target(row, "RequestPath"),
        whole(row, "DownstreamContentSize", "OriginContentSize"),
        forwarded=forwarded(row, "request_X-Forwarded-For"),
        agent=text(row, "request_User-Agent"),
        referer=text(row, "request_Referer"),
        host=text(row, "RequestHost", "RequestAddr"),
        etag=text(row, "downstream_Etag", "downstream_ETag"),
        content_encoding=text(row, "downstream_Content-Encoding"),
        first_byte=first,
        last_byte=last,
        object_size=size,
        seconds=None if taken is None else taken / 1e9,
    )
