"""Asking registries whom to write to: over TLS from stand-ins on loopback."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fetching.servers import answer
from tests.incident.trace.registries import (
    IANA,
    NOW,
    OTHER,
    REGISTRY,
    Registries,
    desk,
    listed,
    network,
    registries,
    sent,
)
from withhold.incident.trace import rdap

ABUSE = desk("abuse@carrier.example", "abuse")


def _iana(target: str) -> bytes:
    return sent(listed("203.0.113.0/24" if target == "/rdap/ipv4.json" else "2001:db8::/32"))


def _registry(target: str) -> bytes:
    if target.startswith("/rdap/ip/2001:db8:"):
        return sent(
            network("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", desk("v6@x.example", "abuse"))
        )
    registrant = desk("sales@carrier.example", "registrant") | {"entities": [ABUSE]}
    return sent(network("203.0.113.0", "203.0.113.127", registrant))


def test_the_abuse_desk_is_found_where_it_is_nested(tmp_path: Path) -> None:
    with registries(tmp_path, iana=_iana, registry=_registry) as run:
        contact = run.contacts().contact("203.0.113.7/32")
    assert contact.emails == ("abuse@carrier.example",)
    assert contact.source == f"{REGISTRY}, 2026-03-01"
    assert contact.problem is None
    assert run.asked() == ["/rdap/ip/203.0.113.7/32"]
    assert run.told == []


def test_of_an_ipv6_client_only_its_64_is_told_to_the_registry(tmp_path: Path) -> None:
    with registries(tmp_path, iana=_iana, registry=_registry) as run:
        assert run.contacts().contact("2001:db8:1:2::/64").emails == ("v6@x.example",)
    assert run.asked(IANA) == ["/rdap/ipv6.json"]
    assert run.asked() == ["/rdap/ip/2001:db8:1:2::/64"]


def test_a_network_within_one_that_is_known_is_not_asked_about_again(tmp_path: Path) -> None:
    with registries(tmp_path, iana=_iana, registry=_registry) as run:
        contacts = run.contacts()
        assert contacts.contact("203.0.113.7/32") == contacts.contact("203.0.113.100/32")
        assert len(run.asked()) == 1
        contacts.contact("203.0.113.200/32")  # outside the answered range
        assert len(run.asked()) == 2
        assert len(run.asked(IANA)) == 1


def test_the_cache_outlives_a_run_for_a_month_and_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    with registries(tmp_path, iana=_iana, registry=_registry) as run:
        first = run.contacts(folder).contact("203.0.113.7/32")
        assert run.contacts(folder, NOW + timedelta(days=29)).contact("203.0.113.8/32") == first
        assert len(run.asked()) == len(run.asked(IANA)) == 1
        run.contacts(folder, NOW + timedelta(days=31)).contact("203.0.113.8/32")
        assert len(run.asked()) == len(run.asked(IANA)) == 2
    kept = sorted(folder.iterdir())
    assert [path.name for path in kept] == ["203.0.113.0_25.json", "registries-ipv4.json"]
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "told",
    [
        sent({"errorCode": 404}, status="404 Not Found"),
        sent(network("203.0.113.0", "203.0.113.255")),
        sent(network("203.0.113.0", "203.0.113.255", desk("sales@carrier.example", "registrant"))),
        sent(network("203.0.113.0", "203.0.113.255", {"roles": ["abuse"]})),
    ],
    ids=["not found", "no entities", "no abuse desk", "a desk without address"],
)
def test_that_nothing_is_published_is_an_answer_and_kept(tmp_path: Path, told: bytes) -> None:
    with registries(tmp_path, iana=_iana, registry=lambda _: told) as run:
        contacts = run.contacts(tmp_path / "kept")
        contact = contacts.contact("203.0.113.7/32")
        assert (contact.emails, contact.problem) == ((), None)
        assert contact.source
        assert contacts.contact("203.0.113.7/32") == contact
    assert len(run.asked()) == 1
    assert run.told == []


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (answer(b"<html>"), "no JSON"),
        (answer(b"[" * 200_000), "no JSON"),
        (answer(b"[]"), "no object"),
        (sent({"objectClassName": "ip network"}), "names no network"),
        (sent(network("198.51.100.0", "198.51.100.255", ABUSE)), "another network"),
        (sent(network("0.0.0.0", "255.255.255.255", ABUSE)), "does not know who holds"),
        (sent(network("203.0.113.0", "2001:db8::", ABUSE)), "names no network"),
        (sent(network("203.0.113.255", "203.0.113.0", ABUSE)), "names no network"),
        (answer(b"{}" + b" " * (rdap.LARGEST + 1)), "cut off"),
        (answer(b"{}", "Content-Encoding: unheard-of"), "cannot be decoded"),
        (sent({}, status="500 Internal Server Error"), "answered 500"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", "cut off"),
        (b"220 mail.example ESMTP\r\n", "no answer"),
        (sent({}, "Location: http://rdap.other.example/ip/1", status="302 Found"), "leads off https"),
        (sent({}, "Location: //[bad", status="302 Found"), "leads off https"),
        (sent({}, f"Location: https://{REGISTRY}/rdap/ip/203.0.113.7/32", status="302 Found"), "on and on"),
        (sent({}, "Location: https://127.0.0.1/", status="302 Found"), "forbidden_address"),
    ],
)
def test_an_answer_that_misleads_is_a_problem_and_never_kept(tmp_path: Path, told: bytes, why: str) -> None:
    folder = tmp_path / "kept"
    with registries(tmp_path, iana=_iana, registry=lambda _: told) as run:
        contact = run.contacts(folder).contact("203.0.113.7/32")
    assert contact.emails == ()
    assert why in (contact.problem or "")
    assert [path.name for path in folder.iterdir()] == ["registries-ipv4.json"]


def test_a_registry_may_lead_to_another_one(tmp_path: Path) -> None:
    moved = sent({}, f"Location: https://{OTHER}/ip/203.0.113.7", status="307 Temporary Redirect")
    with registries(tmp_path, iana=_iana, registry=lambda _: moved, other=_registry) as run:
        contact = run.contacts().contact("203.0.113.7/32")
    assert contact.emails == ("abuse@carrier.example",)
    assert contact.source.startswith(OTHER)


def test_a_registry_that_has_enough_is_left_alone(tmp_path: Path) -> None:
    enough = sent({}, status="429 Too Many Requests")
    with registries(tmp_path, iana=_iana, registry=lambda _: enough) as run:
        contacts = run.contacts()
        problems = [contacts.contact(f"203.0.113.{last}/32").problem for last in range(9)]
    assert len(run.asked()) == 1
    assert "answered 429" in (problems[0] or "")
    assert all("not asked any more" in (problem or "") for problem in problems[1:])
    assert len(set(run.told)) == 1


def test_a_registry_that_fails_is_given_up_after_three_times(tmp_path: Path) -> None:
    with registries(tmp_path, iana=_iana, registry=lambda _: b"") as run:
        contacts = run.contacts()
        for last in range(9):
            contacts.contact(f"203.0.113.{last}/32")
    assert len(run.asked()) == 3


@pytest.mark.parametrize("told", [sent({}), sent({}, status="503 Busy"), answer(b"no"), b""])
def test_without_the_list_of_registries_nobody_is_asked(tmp_path: Path, told: bytes) -> None:
    with registries(tmp_path, iana=lambda _: told, registry=_registry) as run:
        contacts = run.contacts()
        problems = {contacts.contact(f"203.0.113.{last}/32").problem for last in range(9)}
    assert len(run.asked(IANA)) == 1
    assert run.asked() == []
    assert all("which registry to ask is not known" in (problem or "") for problem in problems)
    assert run.told


@pytest.mark.parametrize(
    "network", ["10.1.2.3/32", "127.0.0.1/32", "fe80::/64", "reader.example", "198.51.100.7/32"]
)
def test_what_no_registry_can_know_is_not_asked(tmp_path: Path, network: str) -> None:
    with registries(tmp_path, iana=_iana, registry=_registry) as run:
        assert run.contacts().contact(network).problem
    assert run.asked() == []


def test_a_run_asks_about_so_many_networks_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rdap, "MOST_ASKED", 2)
    one_address = [sent(network(f"203.0.113.{n}", f"203.0.113.{n}", ABUSE)) for n in range(4)]
    with registries(
        tmp_path, iana=_iana, registry=lambda target: one_address[int(target.split("/")[3].split(".")[3])]
    ) as run:
        contacts = run.contacts()
        found = [contacts.contact(f"203.0.113.{last}/32") for last in range(4)]
    assert [bool(one.emails) for one in found] == [True, True, False, False]
    assert "not asked" in (found[3].problem or "")
    assert set(run.told) == {"registries were asked about 2 networks only; the rest has no contact"}


def test_a_cache_that_takes_no_more_is_told_and_costs_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        from withhold.clearance.interface import ClearanceError

        raise ClearanceError("no space")

    with registries(tmp_path, iana=_iana, registry=_registry) as run:
        contacts = run.contacts(tmp_path / "kept")
        monkeypatch.setattr("withhold.incident.trace.rdap_cache.write_durably", full)
        assert contacts.contact("203.0.113.7/32").emails
    assert any("cannot be kept" in line for line in run.told)


def test_a_broken_file_in_the_cache_is_asked_anew(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir(0o700)
    good = {"asked": NOW.isoformat(), "answer": {"emails": ["old@carrier.example"], "source": "x"}}
    with registries(tmp_path, iana=_iana, registry=_registry) as run:
        for content in ("", "{", "[]", '{"asked": "yesterday"}', json.dumps(good | {"asked": "2999-01-01"})):
            (folder / "203.0.113.0_25.json").write_text(content)
            assert _asked_anew(run, folder), content
        (folder / "203.0.113.0_25.json").write_text(json.dumps(good))
        assert not _asked_anew(run, folder)


def _asked_anew(run: Registries, folder: Path) -> bool:
    before = len(run.asked())
    run.contacts(folder).contact("203.0.113.7/32")
    return len(run.asked()) > before
