"""docs/connectors.md: every example is a connector, and every key of one stands there."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.incident.takedown.connectors.rig import Now, key_pair, secret_file
from withhold.fetching.http import HttpFetcher
from withhold.incident.takedown.connectors import TYPES, build
from withhold.incident.takedown.site import load_site

GUIDE = (Path(__file__).parents[4] / "docs" / "connectors.md").read_text(encoding="utf-8")
SOURCE = Path(__file__).parents[4] / "src" / "withhold" / "incident" / "takedown" / "connectors"
EXAMPLES = {
    table["type"]: table
    for text in re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    for table in tomllib.loads(text)["connector"]
}
OWN = [kind for kind in TYPES if kind != "web_root"]


def test_every_type_has_an_example() -> None:
    assert sorted(EXAMPLES) == sorted(OWN)
    assert all(f"`{kind}`" in GUIDE for kind in TYPES)


@pytest.mark.parametrize("kind", OWN)
def test_an_example_can_be_used_as_it_stands(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for the files of credentials, which are put into a folder of the test's."""
    monkeypatch.setenv("FASTLY_TOKEN", "x")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "aws"))
    (tmp_path / "aws").write_text("[profile takedown]\nregion = eu-central-1\n")
    table: dict[str, Any] = dict(EXAMPLES[kind])
    if kind == "sftp":
        key_pair(tmp_path / "key")
        table |= {"key_file": str(tmp_path / "key")}
    for key in {"token", "credentials"} & set(table):
        if not table[key].startswith("env:"):
            table[key] = secret_file(tmp_path / key, "user:pass word")
    lines = [f"{key} = {_toml(value)}" for key, value in table.items()]
    site = tmp_path / "site.toml"
    site.write_text(
        '[site]\nname = "Example"\nurls = ["https://www.example.org/"]\n[[connector]]\n' + "\n".join(lines)
    )
    (made,) = build(load_site(site), HttpFetcher(), tmp_path, Now())
    assert made.name


@pytest.mark.parametrize("kind", OWN)
def test_every_key_is_documented(kind: str) -> None:
    section = GUIDE[GUIDE.index(f'type = "{kind}"') :].split("\n## ")[0]
    source = (SOURCE / f"{kind}.py").read_text(encoding="utf-8")
    if "client(entry" in source:
        source += (SOURCE / "amazon.py").read_text(encoding="utf-8")
    keys = set(
        re.findall(
            r'entry\.(?:text|texts|line|flag|whole|number|path|service|secret|id|optional)\(\s*"(\w+)"',
            source,
        )
    )
    keys |= {"hosts"} if "entry.hosts(" in source else set()
    assert keys
    assert {key for key in keys if not re.search(rf"\b{key}\b", section)} == set()


@pytest.mark.parametrize("kind", ["cloudflare", "fastly", "cloudfront"])
def test_what_was_not_tried_live_says_so(kind: str) -> None:
    assert re.search(rf"^## {kind} \(not tried live\)$", GUIDE, re.MULTILINE | re.IGNORECASE)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
