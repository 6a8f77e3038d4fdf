"""Opens the register that a run matches against, once in every inspecting process."""

from dataclasses import dataclass

from withhold.inspection.keys import key_at
from withhold.register.interface import Register


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """Where the register is, and where its key: a path, `/dev/fd/N` or `env:NAME`. Holds no secret itself."""

    path: str
    key: str

    def open(self) -> Register:
        """The register, checked. Raises RegisterError or KeyUnusable with one line."""
        from withhold.register.file import RegisterInFile

        return RegisterInFile(self.path, key_at(self.key))
