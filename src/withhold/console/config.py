"""How this installation is set up: `console.toml` in WITHHOLD_HOME, over defaults that need none."""

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from withhold.domain.errors import UsageError

HOME = "WITHHOLD_HOME"
DEFAULT_HOME = Path("~/.withhold")


class ConfigUnusable(UsageError):
    """The settings cannot be used; one line that names the setting and what to write."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one installation. `home` holds everything that is not elsewhere, mode 0700."""

    home: Path
    values: dict[str, Any] = field(default_factory=dict, repr=False)

    def path(self, name: str) -> Path:
        """A place of this name in `home`."""
        return self.home / name


def load_config() -> Config:
    """The settings of this process. Raises ConfigUnusable."""
    home = Path(os.environ.get(HOME) or DEFAULT_HOME).expanduser().absolute()
    file = home / "console.toml"
    if not file.exists():
        return Config(home)
    try:
        return Config(home, tomllib.loads(file.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigUnusable(f"{file} cannot be read as TOML ({type(error).__name__}); mend it") from None
