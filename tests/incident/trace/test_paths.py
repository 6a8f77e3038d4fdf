"""Every spelling of a path that a server takes to the same file is the path; any other is not."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.incident.trace.interface import Question
from withhold.incident.trace.paths import AskedPaths, matches, normalised

SEGMENTS = st.lists(
    st.text(
        st.characters(codec="utf-8", exclude_characters="/%?#;\\", exclude_categories=("Cc", "Cs")),
        min_size=1,
        max_size=12,
    ).filter(lambda segment: segment not in (".", "..")),
    min_size=1,
    max_size=4,
)


def _question(*paths: str, fold_case: bool = False, hosts: tuple[str, ...] = ()) -> Question:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    return Question(paths, begin, begin.replace(year=2027), fold_case=fold_case, hosts=hosts)


@given(SEGMENTS, st.data())
def test_every_spelling_of_a_path_matches(segments: list[str], data: st.DataObject) -> None:
    def encoded(segment: str) -> str:
        octets = segment.encode()
        chosen = data.draw(st.lists(st.booleans(), min_size=len(octets), max_size=len(octets)))
        return "".join(
            f"%{octet:02X}" if must or not chr(octet).isalnum() or octet > 127 else chr(octet)
            for octet, must in zip(octets, chosen, strict=True)
        )

    detours = st.sampled_from(("", "/", "/.", "/x/..", "/%2e"))
    target = "".join(data.draw(detours) + "/" + encoded(segment) for segment in segments)
    if data.draw(st.booleans()):
        target = quote(target, safe="/.")
    target = data.draw(st.sampled_from(("", "https://example.org:443"))) + target
    target += data.draw(st.sampled_from(("", "?a=/b/../c", "#x", ";jsessionid=1", ";v=2")))
    assert matches(target, _question("/" + "/".join(segments)))


@given(SEGMENTS, SEGMENTS)
def test_other_paths_do_not_match(one: list[str], other: list[str]) -> None:
    same = normalised("/" + "/".join(one)) == normalised("/" + "/".join(other))
    assert matches(quote("/" + "/".join(other)), _question("/" + "/".join(one))) == same


@given(st.text(max_size=60))
def test_any_text_has_one_spelling(target: str) -> None:
    try:
        target.encode()
    except UnicodeEncodeError:
        return
    path = normalised(target)
    assert path.startswith("/")
    assert "/../" not in path


@pytest.mark.parametrize(
    "target",
    [
        "/lists/people.xlsx.bak",
        "/archive/lists/people.xlsx",
        "/people.xlsx",
        "/lists/other.html?file=/lists/people.xlsx",
        "/lists/People.xlsx",
        "",
        "*",
        "http://example.org",
        "/http://example.org/lists/people.xlsx",
    ],
)
def test_what_only_looks_like_the_path_is_another(target: str) -> None:
    assert not matches(target, _question("/lists/people.xlsx"))


def test_case_and_backslashes_count_only_where_the_server_folds_them() -> None:
    assert matches("/Lists\\PEOPLE.xlsx", _question("/lists/people.xlsx", fold_case=True))
    assert not matches("/lists\\people.xlsx", _question("/lists/people.xlsx"))


@pytest.mark.parametrize("target", ["/caf%C3%A9.csv", "/cafe%CC%81.csv", "/caf%E9.csv"])
def test_composed_decomposed_and_latin_1_are_one_name(target: str) -> None:
    assert matches(target, _question("/café.csv"))


def test_a_host_counts_only_where_it_is_asked_for_and_logged() -> None:
    asked = AskedPaths(_question("/a", hosts=("www.example.org",)))
    assert asked.at_host("WWW.Example.org.:443", "/a")
    assert asked.at_host(None, "/a")
    assert not asked.at_host("intranet.example.org", "/a")
    assert not asked.at_host("www.example.org", "https://intranet.example.org/a")
    assert AskedPaths(_question("/a")).at_host("intranet.example.org", "/a")


def test_parameters_of_a_segment_do_not_make_another_file() -> None:
    asked = AskedPaths(_question("/data/list.xlsx"))
    assert asked.asked("/data;v=2/list.xlsx;w=1") == asked.asked("/data/list.xlsx") == "/data/list.xlsx"
    assert asked.asked("/data/other.xlsx;w=1") is None
