"""console.toml: read strictly, told by name, and documented whole."""

import re
import tomllib
from pathlib import Path

import pytest

from withhold.console.config import Config, ConfigUnusable
from withhold.console.operation.reading import config_of
from withhold.console.operation.secret import secret_from, secret_key
from withhold.domain.errors import WithholdError

ROOT = Path(__file__).parents[3]
AFFECTED = ROOT / "src" / "withhold" / "incident" / "affected"
WHOLE = """
base_url = "https://console.example.org/"
hosts = ["console.example.org"]
sites = ["sites/main.toml"]
log_folders = ["/var/log/nginx"]
workers = 4
[database]
url = "postgresql://withhold@db.example.org:5432/withhold"
password_file = "keys/database"
pool = 3
[mail]
host = "mail.example.org"
port = 2525
security = "tls"
user = "office"
password_file = "keys/mail"
from = "Office <office@example.org>"
[on_call]
addresses = ["on-call@example.org"]
[[webhook]]
url = "https://hooks.example.org/withhold"
secret_file = "keys/hook"
reach = {networks = ["10.0.0.0/8"]}
[evidence]
bucket = "evidence"
endpoint = "https://s3.example.org"
region = "eu-1"
credentials_file = "keys/s3"
[[oidc]]
id = "office"
name = "Office"
server_url = "https://id.example.org"
client_id = "withhold"
secret_file = "keys/oidc"
[sessions]
idle_minutes = 10
hours = 8
[proxy]
trusted = ["10.0.0.0/8"]
[retention]
case_days = 100
mail_days = 50
[door]
base_url = "https://report.example.org"
contact = "mailto:privacy@example.org"
languages = ["en", "es"]
[gate]
policy = ["default", "packs/office"]
register = "register/people"
register_key = "keys/register"
[metrics]
token_file = "keys/metrics"
[holds]
reach = {networks = ["10.0.0.0/8"]}
"""
WHOLE += f"""
[affected]
triage = "{AFFECTED / "triage.toml"}"
cohorts = "{AFFECTED / "cohorts.toml"}"
"""


def _keys(values: dict[str, object], before: str = "") -> set[str]:
    found: set[str] = set()
    for key, value in values.items():
        tables = value if isinstance(value, list) else [value]
        for one in tables:
            if isinstance(one, dict) and key != "reach":
                found |= _keys(one, f"{key}.")
            else:
                found.add(f"{before}{key}")
    return found


def test_everything_that_can_be_set_is_read(tmp_path: Path) -> None:
    config = config_of(tomllib.loads(WHOLE), tmp_path)
    assert config.base_url == "https://console.example.org"
    assert config.sites == (tmp_path / "sites/main.toml",)
    assert config.log_folders == (Path("/var/log/nginx"),)
    assert config.mail is not None
    assert (config.mail.port, config.idle_minutes, config.keep_mail_days) == (2525, 10, 50)
    assert config.policy == ("default", "packs/office")
    assert config.register == tmp_path / "register/people"
    assert config.register_key == tmp_path / "keys/register"
    assert config.webhooks[0].secret_file == tmp_path / "keys/hook"
    assert config.triage is not None
    assert config.cohorts is not None
    assert (config.triage.soon, config.cohorts.home) == (3, "US")


def test_every_setting_is_documented_and_no_other() -> None:
    text = (ROOT / "docs" / "console-settings.md").read_text("utf-8")
    table = "\n".join(line.split("|")[1] for line in text.splitlines() if line.startswith("| `"))
    assert set(re.findall(r"`([a-z_.]+)`", table)) == _keys(tomllib.loads(WHOLE))


def test_every_table_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    """Each setting of the whole file, mistyped."""
    names = sorted({key.rpartition(".")[2] for key in _keys(tomllib.loads(WHOLE))} - {"url", "from", "host"})
    for name in names:
        changed = re.sub(rf"(?m)^{name} = ", f"{name}x = ", WHOLE, count=1)
        assert changed != WHOLE
        with pytest.raises(WithholdError, match=f"{name}"):
            config_of(tomllib.loads(changed), tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        'base_url = "ftp://example.org"',
        "workers = 1.5",
        "workers = 0",
        'hosts = ["a", 1]',
        "mail = 1",
        '[database]\nurl = "mysql://a/b"',
        '[database]\nurl = "postgresql://u:hush@h:5432/n"',
        '[mail]\nhost = "h"\nfrom = "a@b\\nBcc: c@d"',
        '[mail]\nhost = "h"\nfrom = "a@example.org"\nsecurity = "maybe"',
        '[mail]\nhost = "h"\nfrom = "a@example.org"\nuser = "u"',
        '[proxy]\ntrusted = ["everybody"]',
        '[webhook]\nurl = "https://example.org"',
        '[gate]\nregister = "hush"',
        '[gate]\nregister_key = "hush"',
        '[gate]\npolicy = "default"',
        "gate = 1",
    ],
)
def test_a_value_that_cannot_be_used_is_an_error_without_it(text: str, tmp_path: Path) -> None:
    with pytest.raises(WithholdError) as error:
        config_of(tomllib.loads(text), tmp_path)
    assert "hush" not in str(error.value)
    assert "\n" not in str(error.value)


def test_a_secret_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("word")
    file.chmod(0o640)
    with pytest.raises(ConfigUnusable, match="chmod 600"):
        secret_from(file, "a secret")
    file.chmod(0o600)
    assert secret_from(file, "a secret") == "word"
    file.write_text("\n")
    with pytest.raises(ConfigUnusable, match="empty"):
        secret_from(file, "a secret")


def test_the_key_of_sessions_is_made_once(tmp_path: Path) -> None:
    config = Config(tmp_path / "home")
    assert secret_key(config) == secret_key(config)
    assert len(secret_key(config)) == 64
    assert (tmp_path / "home" / "keys" / "session").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("key", "content", "said"),
    [
        ("triage", "[due]\nsoon = 3\n", "needs \\[due\\] with"),
        ("triage", "due = 5\n", "are tables"),
        ("triage", None, "cannot be read"),
        ("cohorts", 'home = "US"\n', "no whole path"),
        ("cohorts", "[in_custody", "cannot be read"),
    ],
)
def test_own_files_of_the_affected_people_are_read_whole_at_the_start(
    tmp_path: Path, key: str, content: str | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "own.toml").write_text(content, "utf-8")
    with pytest.raises(WithholdError, match=f"{key} cannot be used: .*{said}") as refused:
        config_of({"affected": {key: "own.toml"}}, tmp_path)
    assert "\n" not in str(refused.value)
