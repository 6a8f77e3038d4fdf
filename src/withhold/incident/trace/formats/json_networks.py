"""JSON lines of delivery networks: CloudFront's second version, Cloudflare Logpush, Fastly's own names."""

from urllib.parse import unquote

from withhold.incident.trace.formats.entry import Entry, answered, forwarded_of, number_of, text_of
from withhold.incident.trace.formats.json_fields import Row, forwarded, real, target, text, whole
from withhold.incident.trace.formats.times import any_time, iso
from withhold.incident.trace.interface import LogFormat


def read_cloudflare(row: Row) -> Entry | None:
    """An object of Cloudflare's HTTP requests: EdgeResponseBytes counts headers, BodyBytes does not."""
    at = any_time(row.get("EdgeStartTimestamp"))
    if at is None:
        at = any_time(row.get("EdgeEndTimestamp"))
    peer, status = text(row, "ClientIP"), whole(row, "EdgeResponseStatus")
    if at is None or peer is None or status is None:
        return None
    body = whole(row, "EdgeResponseBodyBytes")
    return Entry(
        LogFormat.CLOUDFLARE,
        at,
        peer,
        status,
        (text(row, "ClientRequestMethod") or "")[:32],
        target(row, "ClientRequestURI", "ClientRequestPath"),
        whole(row, "EdgeResponseBytes") if body is None else body,
        sent_with_headers=body is None,
        forwarded=forwarded(row, "ClientXForwardedFor"),
        agent=text(row, "ClientRequestUserAgent"),
        referer=text(row, "ClientRequestReferer"),
        host=text(row, "ClientRequestHost"),
        cache=text(row, "CacheCacheStatus"),
        asn=whole(row, "ClientASN"),
    )


def read_cloudfront(row: Row) -> Entry | None:
    """An object of CloudFront's standard log, version 2: the columns of version 1, as names."""
    at = iso(f"{row.get('date', '')} {row.get('time', '')}")
    if at is None:
        at = any_time(row.get("timestamp(ms)") or row.get("timestamp"))
    peer, status = text(row, "c-ip"), whole(row, "sc-status")
    if at is None or peer is None or status is None:
        return None
    return Entry(
        LogFormat.CLOUDFRONT_V2_JSON,
        at,
        peer,
        status,
        (text(row, "cs-method") or "")[:32],
        target(row, "cs-uri-stem"),
        whole(row, "sc-bytes"),
        sent_with_headers=True,
        forwarded=forwarded_of(unquote(unquote(forwarded(row, "x-forwarded-for") or ""))),
        agent=_decoded(text(row, "cs(User-Agent)", "cs-user-agent")),
        referer=_decoded(text(row, "cs(Referer)", "cs-referer")),
        host=text(row, "x-host-header", "cs(Host)", "cs-host"),
        first_byte=number_of(text(row, "sc-range-start")),
        last_byte=number_of(text(row, "sc-range-end")),
        seconds=real(row, "time-taken"),
        cache=text(row, "x-edge-result-type"),
        asn=whole(row, "asn"),
    )


def _decoded(value: str | None) -> str | None:
    return None if value is None else text_of(unquote(unquote(value)))


def read_fastly(row: Row) -> Entry | None:
    """An object with the names of the examples that Fastly gives for JSON logs."""
    at, peer = any_time(row.get("timestamp")), text(row, "client_ip")
    status = whole(row, "response_status")
    if at is None or peer is None or status is None:
        return None
    body = whole(row, "response_body_size")
    first, last, size = answered(text(row, "response_content_range"), text(row, "request_range"))
    return Entry(
        LogFormat.FASTLY,
        at,
        peer,
        status,
        (text(row, "request_method") or "")[:32],
        target(row, "url", "request_url"),
        body,
        forwarded=forwarded(row, "request_x_forwarded_for", "x_forwarded_for"),
        agent=text(row, "request_user_agent"),
        referer=text(row, "request_referer"),
        host=text(row, "host"),
        first_byte=first,
        last_byte=last,
        object_size=size,
        cache=text(row, "fastly_info", "cache_status"),
    )
