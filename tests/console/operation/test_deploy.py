"""The examples in deploy/ name only what exists."""

import re
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from withhold.cli.main import build_parser
from withhold.console.operation.reading import config_of

ROOT = Path(__file__).parents[3]
CONTAINERFILE = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))


def test_what_is_copied_into_the_image_exists() -> None:
    copied = [line.split()[1:-1] for line in CONTAINERFILE.splitlines() if line.startswith("COPY ")]
    paths = [path for one in copied for path in one]
    assert paths
    assert not [path for path in paths if not (ROOT / path).exists()]


def test_the_image_runs_without_rights() -> None:
    lines = CONTAINERFILE.splitlines()
    assert lines.index("USER withhold") < next(
        n for n, one in enumerate(lines) if one.startswith("ENTRYPOINT")
    )
    for name in ("console", "worker", "door"):
        service = COMPOSE["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "privileged" not in service


@pytest.mark.parametrize("name", ["console", "worker"])
def test_the_commands_of_services_are_commands_of_ours(name: str) -> None:
    service = COMPOSE["services"][name]
    options = build_parser().parse_args(["serve", *service["command"]])
    assert options.worker_only is (name == "worker")


def test_programs_that_are_named_exist() -> None:
    text = CONTAINERFILE + (ROOT / "deploy" / "compose.yaml").read_text("utf-8")
    modules = set(re.findall(r"-m (withhold[a-z_.]+)", text))
    assert modules
    assert not [module for module in modules if find_spec(module) is None]


def test_the_door_sees_nothing_of_the_console() -> None:
    door = COMPOSE["services"]["door"]
    assert door["volumes"] == ["door:/door"]
    assert "secrets" not in door


def test_the_example_of_settings_can_be_read(tmp_path: Path) -> None:
    config = config_of(tomllib.loads((ROOT / "deploy" / "console.example.toml").read_text("utf-8")), tmp_path)
    assert config.database is not None
    assert config.database.password_file == Path("/run/secrets/database")
    assert {one["file"] for one in COMPOSE["secrets"].values()} == {"./secrets/database"}
