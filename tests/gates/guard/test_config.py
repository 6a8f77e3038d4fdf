"""The configuration says which mode a path has, and is refused with what to do where it is wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.gates.guard.config import Config, load_config
from withhold.gates.guard.interface import GuardError, Mode


def written(folder: Path, text: str) -> Path:
    file = folder / "guard.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_first_match_decides_and_the_default_the_rest(tmp_path: Path) -> None:
    config = load_config(
        written(
            tmp_path,
            '[[path]]\nmatch = "data/secret.csv"\nmode = "enforce"\n'
            '[[path]]\nmatch = "data/**"\nmode = "observe"\n'
            '[[path]]\nmatch = "**/upload?/*.pdf"\nmode = "inspect-then-clear"\n'
            '[alert]\ncommand = ["/bin/page", "now"]\ntime_limit = 3\n',
        )
    )
    mode = config.mode_of(Mode.ENFORCE)
    assert (config.alert, config.time_limit) == (("/bin/page", "now"), 3)
    assert mode("data/secret.csv") is Mode.ENFORCE
    assert mode("data/a/b\n.csv") is Mode.OBSERVE
    assert mode("data") is Mode.ENFORCE
    assert mode("database/x") is Mode.ENFORCE
    assert mode("upload1/x.pdf") is Mode.INSPECT
    assert mode("a/b/upload2/x.pdf") is Mode.INSPECT
    assert mode("a/upload2/b/x.pdf") is Mode.ENFORCE
    assert mode("upload/x.pdf") is Mode.ENFORCE


@given(st.lists(st.text(st.characters(exclude_characters="/\0"), min_size=1), min_size=1, max_size=4))
def test_a_pattern_without_stars_matches_itself_and_stars_stay_in_their_folder(names: list[str]) -> None:
    path = "/".join(names)
    if not set(path) & set("*?"):
        assert Config(((path, Mode.OBSERVE),)).mode_of(Mode.ENFORCE)(path) is Mode.OBSERVE
    one = Config((("*", Mode.OBSERVE),)).mode_of(Mode.ENFORCE)
    assert (one(path) is Mode.OBSERVE) == (len(names) == 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[path", "not valid TOML"),
        ("paths = 1", "'paths' at the top is not known"),
        ("path = 1", r"write \[\[path\]\]"),
        ('[[path]]\nmatch = "a"', "needs a mode"),
        ('[[path]]\nmatch = "a"\nmode = "look"', "observe, inspect-then-clear, enforce"),
        ('[[path]]\nmatch = "/a"\nmode = "observe"', "needs a match"),
        ('[[path]]\nmatch = "a/../b"\nmode = "observe"', "empty part"),
        ('[[path]]\nmatch = "a"\nmode = "observe"\nmore = 1', "'more'"),
        ('[alert]\ncommand = "page"', "list of texts"),
        ("[alert]\ncommand = []", "list of texts"),
        ('[alert]\ncommand = ["page"]\ntime_limit = 0', "time_limit"),
        ('[alert]\ncommand = ["page"]\ntime_limit = true', "time_limit"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(GuardError, match=message) as raised:
        load_config(written(tmp_path, text))
    assert len(str(raised.value).splitlines()) == 1


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="check the path"):
        load_config(tmp_path / "none.toml")
