"""The door's settings: what is wrong is told in one line."""

from pathlib import Path

import pytest

from withhold.console.door.config import DoorUnusable, load_door_config, pepper

_KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "needs recipients"),
        ('recipients = ["age1nonsense"]', "age public keys"),
        (f'recipients = ["{_KEY}"]\nlanguages = ["xx"]', "'xx' is no language"),
        (f'recipients = ["{_KEY}"]\ntrusted = ["everybody"]', "networks"),
        (f'recipients = ["{_KEY}"]\nsecret = "x"', "unknown key 'secret'"),
        ("recipients = [", "cannot be read"),
    ],
)
def test_unusable_settings_are_told(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "door.toml").write_text(content)
    with pytest.raises(DoorUnusable, match=told):
        load_door_config(tmp_path)


def test_english_is_always_there(tmp_path: Path) -> None:
    (tmp_path / "door.toml").write_text(f'recipients = ["{_KEY}"]\nlanguages = ["fa"]')
    assert load_door_config(tmp_path).languages == ("en", "fa")


def test_the_pepper_is_made_once_and_is_nobody_elses(tmp_path: Path) -> None:
    assert pepper(tmp_path) == pepper(tmp_path)
    assert (tmp_path / "pepper").stat().st_mode & 0o777 == 0o600
    (tmp_path / "pepper").chmod(0o644)
    with pytest.raises(DoorUnusable, match="readable by others"):
        pepper(tmp_path)
