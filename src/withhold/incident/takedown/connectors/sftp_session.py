"""One SFTP connection to a server whose key is pinned, by a key file or an agent, never by a password."""

import base64
import hashlib
import hmac
import logging
import socket
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import paramiko
from paramiko.sftp import CMD_CLOSE, CMD_OPENDIR, CMD_READDIR

from withhold.incident.takedown.connectors.asking import Unanswered
from withhold.incident.takedown.connectors.keeping import CHUNK

_SECONDS = 15.0
_LOG = logging.getLogger(__name__)
_LOG.addHandler(logging.NullHandler())  # paramiko's tracebacks go here instead of to the terminal


@dataclass(frozen=True, slots=True)
class Server:
    """Where and as whom. One of `known_hosts` (a file) and `fingerprints` ("SHA256:…") is not empty."""

    host: str
    port: int
    user: str
    known_hosts: str
    fingerprints: tuple[str, ...]
    key_file: str
    """Empty: the keys of the user's agent."""


class Remote:
    """Files of the server, by absolute path. Methods raise OSError (FileNotFoundError if it is not there)."""

    def __init__(self, sftp: Any) -> None:
        self._sftp = sftp

    def walk(self, folder: str, without: str) -> Iterator[tuple[str, Any]]:
        """Path and attributes of everything below but folders; links are not followed."""
        folders = [folder]
        while folders:
            here = folders.pop()
            for name, entry in self._listed(here):
                path = f"{here.rstrip('/')}/{name}"
                if path == without:
                    continue
                if stat.S_ISDIR(entry.st_mode):
                    folders.append(path)
                else:
                    yield path, entry

    def _listed(self, folder: str) -> Iterator[tuple[str, Any]]:
        """What is in a folder. paramiko's own listing fails as a whole where one name is not UTF-8."""
        _, answer = self._sftp._request(CMD_OPENDIR, _raw(folder))
        handle = answer.get_binary()
        try:
            while True:
                try:
                    _, answer = self._sftp._request(CMD_READDIR, handle)
                except EOFError:
                    return
                for _ in range(answer.get_int()):
                    name = answer.get_binary()
                    answer.get_binary()  # the line that `ls -l` would show
                    entry = paramiko.SFTPAttributes._from_msg(answer)
                    if name not in (b".", b".."):
                        yield name.decode("utf-8", "surrogateescape"), entry
        finally:
            self._sftp._request(CMD_CLOSE, handle)

    def chunks(self, path: str) -> Iterator[bytes]:
        """The bytes of a file, in parts."""
        with self._sftp.open(_raw(path), "rb") as stream:
            stream.prefetch()
            while chunk := stream.read(CHUNK):
                yield bytes(chunk)

    def mode(self, path: str) -> int | None:
        """The mode of what stands there, of a link its own; None if nothing does."""
        try:
            return int(self._sftp.lstat(_raw(path)).st_mode)
        except FileNotFoundError:
            return None

    def size(self, path: str) -> int | None:
        """Bytes of the file there, links followed; None if there is no plain file."""
        try:
            found = self._sftp.stat(_raw(path))
        except FileNotFoundError:
            return None
        return int(found.st_size) if stat.S_ISREG(found.st_mode) else None

    def replace(self, source: str, target: str) -> None:
        """Rename in one step, over what stands at the target."""
        self._sftp.posix_rename(_raw(source), _raw(target))

    def put_back(self, source: str, target: str) -> bool:
        """Rename only if nothing stands at the target; False if something does."""
        try:
            self._sftp.rename(_raw(source), _raw(target))
        except OSError:
            if self.mode(target) is None:
                raise
            return False
        return True

    def remove(self, path: str) -> None:
        """Remove a file or a link."""
        self._sftp.remove(_raw(path))

    def real(self, path: str) -> str:
        """The path without links."""
        return str(self._sftp.normalize(path))

    def make_private_folder(self, path: str) -> None:
        """A folder that only its owner may enter; its parent exists."""
        if self.mode(path) is None:
            self._sftp.mkdir(path, 0o700)
        self._sftp.chmod(path, 0o700)

    def make_private(self, path: str) -> None:
        """Only the owner may read the file."""
        self._sftp.chmod(_raw(path), 0o600)


def _raw(path: str) -> bytes:
    """A path as it stands on the server, whatever its encoding there."""
    return path.encode("utf-8", "surrogateescape")


@contextmanager
def session(server: Server) -> Iterator[Remote]:
    """Connected for the time of the block. Raises Unanswered with one line that says what to do."""
    try:
        with (
            closing(socket.create_connection((server.host, server.port), _SECONDS)) as line,
            closing(paramiko.Transport(line)) as transport,
        ):
            transport.set_log_channel(_LOG.name)
            _greet(transport, server)
            _log_in(transport, server)
            sftp = paramiko.SFTPClient.from_transport(transport)
            sftp.get_channel().settimeout(_SECONDS * 4)
            yield Remote(sftp)
    except paramiko.AuthenticationException:
        raise Unanswered(f"{server.host} does not accept the key for {server.user}; check both") from None
    except (paramiko.SSHException, EOFError, TimeoutError, ConnectionError, socket.gaierror) as error:
        name = type(error).__name__
        raise Unanswered(f"{server.host} port {server.port} cannot be reached ({name}); check both") from None


def _greet(transport: Any, server: Server) -> None:
    """Begin to talk, to the right server only: the key it shows is compared before anything is sent to it."""
    known = _known(server)
    if known:
        options = transport.get_security_options()
        names = [name for name in options.key_types if _family(name) in known]
        options.key_types = (*names, *(name for name in options.key_types if name not in names))
    transport.start_client(timeout=_SECONDS)
    _check(transport.get_remote_server_key(), known, server)


def _known(server: Server) -> dict[str, bytes]:
    """The pinned keys by type."""
    if not server.known_hosts:
        return {}
    try:
        lines = paramiko.HostKeys(server.known_hosts)
    except OSError:
        raise Unanswered("the known_hosts file cannot be read; check its path") from None
    name = server.host if server.port == 22 else f"[{server.host}]:{server.port}"
    found = lines.lookup(name)
    if not found:
        raise Unanswered(f"{name} is not in the known_hosts file; add its key after checking it")
    return {kind: found[kind].asbytes() for kind in found}


def _check(key: Any, known: dict[str, bytes], server: Server) -> None:
    shown = key.asbytes()
    digest = base64.b64encode(hashlib.sha256(shown).digest()).decode("ascii").rstrip("=")
    if hmac.compare_digest(known.get(key.get_name(), b""), shown):
        return
    if any(hmac.compare_digest(one.rstrip("="), f"SHA256:{digest}") for one in server.fingerprints):
        return
    raise Unanswered(
        f"{server.host} shows another host key than the pinned one: nothing was sent to it;"
        " ask who runs it before you change the pinned key"
    )


def _family(algorithm: str) -> str:
    """The type of key that a signature algorithm works with."""
    return "ssh-rsa" if algorithm.startswith("rsa-") else algorithm


def _log_in(transport: Any, server: Server) -> None:
    if server.key_file:
        transport.auth_publickey(server.user, _key(server))
        return
    keys = paramiko.Agent().get_keys()
    if not keys:
        raise Unanswered("the SSH agent holds no key; add one, or name a key_file")
    for key in keys:
        try:
            transport.auth_publickey(server.user, key)
        except paramiko.AuthenticationException:
            continue
        return
    raise paramiko.AuthenticationException


def _key(server: Server) -> Any:
    try:
        return paramiko.PKey.from_path(server.key_file)
    except paramiko.PasswordRequiredException:
        raise Unanswered("the key file has a passphrase; add it to an agent and leave key_file out") from None
    except (OSError, ValueError, paramiko.SSHException, paramiko.UnknownKeyType):
        raise Unanswered("the key file holds no private key that can be read; check it") from None
