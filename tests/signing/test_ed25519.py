"""Signing keys: made and read with care, and signatures that only their key makes."""

import base64
import os
import pickle
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from withhold.signing.ed25519 import SigningKey, verify, write_signing_key
from withhold.signing.keys import KeyUnusable


def written(path: Path, content: bytes, mode: int = 0o600) -> str:
    path.write_bytes(content)
    path.chmod(mode)
    return str(path)


def pem(private: Ed25519PrivateKey, form: PrivateFormat = PrivateFormat.PKCS8) -> bytes:
    return private.private_bytes(Encoding.PEM, form, NoEncryption())


def test_a_new_key_is_secret_and_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    made = write_signing_key(str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    read = SigningKey.load(str(path))
    assert (read.key_id, read.public_key) == (made.key_id, made.public_key)
    assert len(read.key_id) == 32


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    made = write_signing_key(str(path))
    with pytest.raises(KeyUnusable, match="exists already"):
        write_signing_key(str(path))
    assert SigningKey.load(str(path)).key_id == made.key_id


def test_the_known_answer_of_rfc_8032() -> None:
    """Test 2 of section 7.1."""
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    key = SigningKey(Ed25519PrivateKey.from_private_bytes(seed))
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert base64.b64decode(key.public_key).hex() == public
    assert (
        key.sign(b"\x72").hex().startswith("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da")
    )


def test_a_signature_is_for_one_key_and_one_message(tmp_path: Path) -> None:
    one, other = write_signing_key(str(tmp_path / "a")), write_signing_key(str(tmp_path / "b"))
    signature = one.sign(b"message")
    assert verify(one.public_key, signature, b"message")
    assert not verify(one.public_key, signature, b"messagE")
    assert not verify(other.public_key, signature, b"message")
    assert not verify(one.public_key, signature[:-1], b"message")
    assert not verify(one.public_key, b"", b"message")
    assert not verify("not base64", signature, b"message")
    assert not verify(one.public_key + "=", signature, b"message")


def test_a_key_of_openssh_is_read(tmp_path: Path) -> None:
    private = Ed25519PrivateKey.generate()
    path = written(tmp_path / "id", pem(private, PrivateFormat.OpenSSH))
    assert SigningKey.load(path).public_key == SigningKey(private).public_key


def test_a_key_comes_through_a_descriptor(tmp_path: Path) -> None:
    private = Ed25519PrivateKey.generate()
    reading, writing = os.pipe()
    try:
        os.write(writing, pem(private))
        os.close(writing)
        assert SigningKey.load(f"/dev/fd/{reading}").public_key == SigningKey(private).public_key
    finally:
        os.close(reading)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = written(tmp_path / "key", pem(Ed25519PrivateKey.generate()), mode)
    with pytest.raises(KeyUnusable, match="chmod 600"):
        SigningKey.load(path)


def test_what_is_no_usable_key_is_told_and_not_shown(tmp_path: Path) -> None:
    private = Ed25519PrivateKey.generate()
    locked = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))
    curve = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for content, words in (
        (b"", "does not hold a signing key"),
        (b"0" * 64, "does not hold a signing key"),
        (pem(private)[:60], "does not hold a signing key"),
        (locked, "pass phrase"),
        (curve, "not an Ed25519 key"),
    ):
        with pytest.raises(KeyUnusable, match=words) as raised:
            SigningKey.load(written(tmp_path / "key", content))
        assert "PRIVATE" not in str(raised.value)
        assert "\n" not in str(raised.value)
    with pytest.raises(KeyUnusable, match="cannot be read"):
        SigningKey.load(str(tmp_path / "nothing"))


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_keys_that_ssh_keygen_makes(tmp_path: Path) -> None:
    for name, phrase in (("open", ""), ("locked", "a phrase")):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", phrase, "-f", str(tmp_path / name)]
        subprocess.run(command, check=True, capture_output=True)
    raw = base64.b64decode((tmp_path / "open.pub").read_text().split()[1])[-32:]
    assert base64.b64decode(SigningKey.load(str(tmp_path / "open")).public_key) == raw
    with pytest.raises(KeyUnusable, match="pass phrase"):
        SigningKey.load(str(tmp_path / "locked"))


def test_a_key_is_not_shown_and_not_copied(tmp_path: Path) -> None:
    key = write_signing_key(str(tmp_path / "key"))
    with pytest.raises(TypeError):
        pickle.dumps(key)
    secret = (tmp_path / "key").read_bytes().splitlines()[1].decode()
    assert secret not in repr(key)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_reads_what_is_written(tmp_path: Path) -> None:
    key = write_signing_key(str(tmp_path / "key"))
    command = ["openssl", "pkey", "-in", str(tmp_path / "key"), "-pubout", "-outform", "DER"]
    der = subprocess.run(command, capture_output=True, check=True).stdout
    assert base64.b64encode(der[-32:]).decode() == key.public_key
