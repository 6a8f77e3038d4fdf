"""Signed notes and public keys: published ones are read, everything else is refused."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sigstore._internal.rekor.checkpoint import SignedCheckpoint

from tests.ledger.making import AT, KEY, ORIGIN, PUBLIC
from withhold.ledger.checkpoints import sign
from withhold.ledger.interface import LedgerUnusable
from withhold.ledger.notes import ED25519, NoteError, VerifierKey, read_note, read_vkey
from withhold.signing.ed25519 import verify

# The example of golang.org/x/mod/sumdb/note, which every implementation of signed notes tries.
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    TEXT + "\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# The key of Go's checksum database, and the note that stands as the example in C2SP's signed-note.
GO = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
POEM = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)


def test_a_published_note_is_read_and_holds() -> None:
    key = read_vkey(VKEY)
    text, (signature,) = read_note(NOTE)
    assert text == TEXT
    assert (signature.name, signature.key_id) == (key.name, key.id(ED25519))
    assert verify(key.base64, signature.content, text.encode())
    assert f"{text}\n{signature}" == NOTE


def test_a_text_may_have_empty_lines() -> None:
    text, (signature,) = read_note(POEM)
    assert text.endswith("sole:\n\ned è subito sera.\n")
    assert signature.name == "quasimodo.example/salvatore"


def test_keys_are_written_as_they_are_read() -> None:
    for text in (VKEY, GO):
        assert str(read_vkey(text)) == text
        assert str(read_vkey(f"{text}\n")) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        VKEY.replace("c74f20a3", "c74f20a4"),
        VKEY.replace("PeterNeumann", "PeterNeuman"),
        VKEY.replace("+AR", "+BB"),
        VKEY[:-4],
        VKEY.replace("c74f20a3", "C74F20A3"),
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
    ],
)
def test_what_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(LedgerUnusable, match="no public key") as caught:
        read_vkey(text)
    assert not text or len(text) < 3 or text not in str(caught.value)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        TEXT,
        NOTE[:-1],
        NOTE.replace("\n\n", "\n"),
        NOTE.replace("—", "-"),
        NOTE.replace("— ", "—  "),
        NOTE.replace("=\n", "\n"),
        NOTE.replace("JnAM=", "JnAN="),
        NOTE.replace("If", "I\tf"),
        f"{TEXT}\n— name AAAAAA==\n",
        f"{TEXT}\n— a+b {'A' * 92}\n",
        f"\n\n{NOTE.rpartition(chr(10) * 2)[2]}",
        "x" * 70000 + NOTE,
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(NoteError):
        read_note(note)


@given(st.text(max_size=200))
def test_any_text_is_a_note_or_refused(text: str) -> None:
    try:
        body, signatures = read_note(text)
    except NoteError:
        return
    assert body + "\n" + "".join(map(str, signatures)) == text


def test_names_of_keys_have_no_spaces_and_no_plus() -> None:
    for name in ("", "a b", "a+b", "a\nb", "a\u2003b", "x" * 256):
        with pytest.raises(ValueError, match="not a name"):
            VerifierKey(name, PUBLIC.raw)


def test_sigstore_reads_our_checkpoints_as_we_wrote_them() -> None:
    note = sign(KEY, ORIGIN, 7, bytes(range(32)), AT).note
    read = SignedCheckpoint.from_text(note)
    assert read.checkpoint.origin == ORIGIN
    assert read.checkpoint.log_size == 7
    assert read.checkpoint.log_hash == bytes(range(32)).hex()
    assert read.checkpoint.other_content == []
    plain = read.signed_note.signatures[0]
    assert plain.sig_hash == PUBLIC.id(ED25519)
    content = base64.b64decode(plain.signature)
    assert verify(KEY.public_key, content, read.signed_note.note.encode())
