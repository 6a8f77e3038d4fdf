"""A real nginx serves cleared bytes only, whatever happens to the public folder meanwhile."""

import http.client
import os
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clearance.made import Office
from tests.e2e.web_server import Reply, Site, fetch, served, start_authorize
from withhold.clearance.issue import revocation

pytestmark = pytest.mark.service("nginx")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with served(Office(tmp_path)) as site:
        yield site


def test_cleared_files_are_served_byte_for_byte_with_their_type(site: Site) -> None:
    content = site.publish("tables/counts.csv", b"region,count\nnorth,12\n" + os.urandom(200_000))
    page = site.publish("index.html", b"<p>hello</p>")
    reply = site.get("/tables/counts.csv?download=1")
    assert (reply.status, reply.body, reply.headers["Content-Type"]) == (200, content, "text/csv")
    front = site.get("/")
    assert (front.status, front.body, front.headers["Content-Type"]) == (200, page, "text/html")


def test_what_is_not_cleared_is_forbidden_and_nothing_of_it_is_told(site: Site) -> None:
    site.publish("list.csv", b"name,alien number\nInvented Person,A000000001\n", cleared=False)
    refused, missing = site.get("/list.csv"), site.get("/nothing.csv")
    assert refused.status == missing.status == 403
    assert refused.body == missing.body
    assert "x-withhold" not in " ".join(refused.headers).lower()


def test_a_revocation_counts_within_a_second(site: Site) -> None:
    content = site.publish("page.html", b"<p>old</p>")
    assert site.get("/page.html").status == 200
    office = site.office
    digest = office.statement(content).sha256
    office.shelf().revoke(revocation(digest, office.destination, "a mistake", office.keys["anna"]))
    time.sleep(1)
    assert site.get("/page.html").status == 403


def test_a_folder_without_its_slash_leads_to_the_folder(site: Site) -> None:
    site.publish("docs/index.html", b"<p>docs</p>")
    site.publish("drafts/index.html", b"<p>not yet</p>", cleared=False)
    reply = site.get("/docs")
    assert reply.status == 301
    assert reply.headers["Location"].endswith("/docs/")
    assert site.get("/docs/").body == b"<p>docs</p>"
    assert site.get("/drafts").status == site.get("/drafts/").status == 403


@pytest.mark.parametrize(
    ("uri", "status"),
    [
        ("/caf%C3%A9%20%E6%96%87.txt", 200),
        ("//caf%c3%a9%20%E6%96%87.txt", 200),
        ("/./caf%C3%A9%20%E6%96%87.txt", 200),
        ("/sub/%2e%2e/caf%C3%A9%20%E6%96%87.txt", 403),
        ("/%2e%2e/%2e%2e/etc/passwd", 400),
        ("/..%2f..%2fetc/passwd", 400),
        ("/caf%C3%A9%20%E6%96%87.txt%00.html", 400),
        ("/caf%C3%A9%20%E6%96%87.txt/", 403),
        ("/caf%25C3%25A9%2520%25E6%2596%2587.txt", 403),
        ("/%0d%0aX-Injected:%20yes", 403),
        ("/%0a/", 403),
        ("/a%0ab/", 403),
        ("/%3f/", 403),
        ("/?/caf%C3%A9%20%E6%96%87.txt", 403),
        ("/caf%C3%A9%20%E6%96%87.txt?/", 200),
        ("/caf%C3%A9%20%E6%96%87.txt#/", 200),
        ("/_withhold", 404),
        ("/store/", 403),
    ],
)
def test_encoded_paths(site: Site, uri: str, status: int) -> None:
    content = site.publish("café 文.txt", b"served as it is")
    reply = site.get(uri)
    assert reply.status == status
    assert (reply.body == content) == (status == 200)
    assert "X-Injected" not in reply.headers


def test_links_are_not_served_even_to_cleared_content(site: Site) -> None:
    content = site.publish("real.txt", b"cleared content")
    (site.office.public / "symbolic.txt").symlink_to("real.txt")
    other = site.office.root / "outside.txt"
    other.write_bytes(content)
    os.link(other, site.office.public / "hard.txt")
    (site.office.public / "folder").symlink_to(site.office.public)
    assert site.get("/real.txt").status == 200
    assert site.get("/symbolic.txt").status == 403
    assert site.get("/hard.txt").status == 403
    assert site.get("/folder/real.txt").status == 403


def test_ranges_conditions_and_head(site: Site) -> None:
    content = site.publish("long.txt", bytes(range(256)) * 400)
    part = site.get("/long.txt", Range="bytes=1000-1999")
    assert (part.status, part.body) == (206, content[1000:2000])
    head = site.get("/long.txt", "HEAD")
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(content)))
    again = site.get("/long.txt", If_None_Match=head.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert site.get("/long.txt", "POST").status == 405


def test_the_client_cannot_name_another_path_or_digest(site: Site) -> None:
    site.publish("list.csv", b"not cleared", cleared=False)
    site.publish("page.txt", b"cleared")
    reply = site.get("/list.csv", X_Original_URI="/page.txt", X_Withhold_Sha256="0" * 64)
    assert reply.status == 403


def test_when_the_gate_is_killed_nothing_is_served(site: Site) -> None:
    site.publish("page.html", b"<p>cleared</p>")
    assert site.get("/page.html").status == 200
    site.authorize.kill()
    site.authorize.wait()
    reply = site.get("/page.html")
    assert reply.status in (403, 500)
    assert b"cleared" not in reply.body


def test_no_uncleared_byte_is_served_while_files_are_swapped(site: Site) -> None:
    """A thread swaps the content thousands of times, by renaming and in place, while clients poll."""
    office = site.office
    target = office.public / "swapped.txt"
    cleared = [b"cleared-%d " % number * 4000 for number in range(2)]
    uncleared = b"SECRET-xx " * 4000
    for content in cleared:
        office.clear(content)
    target.write_bytes(cleared[0])
    ended = threading.Event()
    swaps, seen, wrong = [0], {200: 0, 403: 0}, []

    def swap() -> None:
        chance = random.Random(20261122)
        fresh = office.root / "fresh.txt"
        while not ended.is_set():
            content = chance.choice([*cleared, uncleared, uncleared])
            if chance.random() < 0.5:
                fresh.write_bytes(content)
                os.replace(fresh, target)
            else:
                with target.open("r+b") as stream:
                    stream.write(content)
            swaps[0] += 1
            if chance.random() < 0.02:
                time.sleep(0.02)

    def poll() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
        while not ended.is_set():
            reply = fetch(connection, "/swapped.txt")
            seen[reply.status] = seen.get(reply.status, 0) + 1
            if b"SECRET" in reply.body or (reply.status == 200 and reply.body not in cleared):
                wrong.append(reply.body[:40])
        connection.close()

    threads = [threading.Thread(target=swap), *(threading.Thread(target=poll) for _ in range(4))]
    for thread in threads:
        thread.start()
    time.sleep(8)
    ended.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert set(seen) == {200, 403}
    assert swaps[0] > 1000
    assert seen[200] > 20
    assert seen[403] > 20
    print(f"{swaps[0]} swaps, {seen}")


def poll(site: Site, uris: tuple[str, ...], replies: list[tuple[str, Reply]]) -> None:
    """Ask for each of them twenty times, on a new connection each time."""
    for _ in range(20):
        replies.extend((uri, site.get(uri)) for uri in uris)


def test_killed_and_started_again_it_serves_cleared_bytes_only(site: Site) -> None:
    """Killed at random moments while a client polls new large files: what is served is whole and cleared."""
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    port = site.gate_port
    for loop in range(8):
        names = f"/large-{loop}.bin", f"/secret-{loop}.bin"
        content = site.publish(names[0], chance.randbytes(3_000_000))
        site.publish(names[1], b"SECRET" * 1000, cleared=False)
        replies: list[tuple[str, Reply]] = []
        thread = threading.Thread(target=poll, args=(site, names, replies))
        thread.start()
        time.sleep(chance.random() * 0.15)
        site.authorize.kill()
        site.authorize.wait()
        thread.join()
        for name, reply in replies:
            assert reply.status in (403, 500) or (name, reply.status, reply.body) == (names[0], 200, content)
        site.authorize = start_authorize(site.office, port)
        assert site.get(names[0]).body == content
        assert site.get(names[1]).status == 403
    assert list(site.office.state.staging.iterdir()) == []
