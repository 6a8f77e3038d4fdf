"""The Merkle tree against published data, an independent verifier, and the definitions of RFC 9162."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore.errors import VerificationError

from tests.ledger import by_definition
from withhold.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_ranges,
    inclusion_ranges,
    is_consistent,
    leaf_hash,
    root_of_inclusion,
    subtree_roots,
)

# The test data of the certificate-transparency project: eight leaves, the roots, some proofs.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A, B, C = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)
D, E = (
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
)
INCLUSION = [
    (0, 1, []),
    (0, 8, [A, B, C]),
    (5, 8, [D, E, ROOTS[3]]),
    (2, 3, [ROOTS[1]]),
    (1, 5, [ROOTS[0], B, D]),
]
CONSISTENCY = [
    (1, 1, []),
    (1, 8, [A, B, C]),
    (6, 8, ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", E, ROOTS[3]]),
    (2, 5, [B, D]),
]


def tree_of(entries: list[bytes]) -> Frontier:
    tree = Frontier()
    for entry in entries:
        tree.add(leaf_hash(entry))
    return tree


def inclusion(index: int, entries: list[bytes]) -> list[bytes]:
    return subtree_roots(map(leaf_hash, entries), inclusion_ranges(index, len(entries)))


def consistency(old: int, entries: list[bytes]) -> list[bytes]:
    return subtree_roots(map(leaf_hash, entries), consistency_ranges(old, len(entries)))


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    expected = bytes.fromhex(ROOTS[size - 1]) if size else EMPTY_ROOT
    assert tree_of(LEAVES[:size]).root() == expected


@pytest.mark.parametrize(("index", "size", "expected"), INCLUSION)
def test_inclusion_proofs_are_the_published_ones(index: int, size: int, expected: list[str]) -> None:
    proof = inclusion(index, LEAVES[:size])
    assert [one.hex() for one in proof] == expected
    assert root_of_inclusion(leaf_hash(LEAVES[index]), index, size, proof).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("old", "size", "expected"), CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(old: int, size: int, expected: list[str]) -> None:
    proof = consistency(old, LEAVES[:size])
    assert [one.hex() for one in proof] == expected
    assert is_consistent(old, bytes.fromhex(ROOTS[old - 1]), size, bytes.fromhex(ROOTS[size - 1]), proof)


def test_every_proof_up_to_forty_leaves_is_the_one_defined() -> None:
    entries = [str(number).encode() for number in range(40)]
    for size in range(1, 41):
        given_ones = entries[:size]
        root = by_definition.mth(given_ones)
        assert tree_of(given_ones).root() == root
        for index in range(size):
            proof = inclusion(index, given_ones)
            assert proof == by_definition.path(index, given_ones)
            assert root_of_inclusion(leaf_hash(entries[index]), index, size, proof) == root
            old = index + 1
            proof = consistency(old, given_ones)
            assert proof == by_definition.proof(old, given_ones)
            assert is_consistent(old, by_definition.mth(entries[:old]), size, root, proof)


def sigstore_accepts(entry: bytes, index: int, size: int, root: bytes, proof: list[bytes]) -> bool:
    inner = SimpleNamespace(
        canonicalized_body=entry,
        inclusion_proof=SimpleNamespace(log_index=index, tree_size=size, root_hash=root, hashes=proof),
    )
    try:
        verify_merkle_inclusion(SimpleNamespace(_inner=inner))  # type: ignore[arg-type]
    except VerificationError:
        return False
    return True


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_inclusion_is_judged_as_sigstore_judges_it(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70))
    entries = [bytes([number]) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    root, proof = tree_of(entries).root(), inclusion(index, entries)
    assert sigstore_accepts(entries[index], index, size, root, proof)
    claimed, of = data.draw(st.integers(0, 80)), data.draw(st.integers(1, 80))
    if claimed < of:
        try:
            ours = root_of_inclusion(leaf_hash(entries[index]), claimed, of, proof) == root
        except ValueError:
            ours = False
        assert ours == sigstore_accepts(entries[index], claimed, of, root, proof)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_changed_proof_proves_nothing(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 40))
    entries = [bytes([number]) for number in range(size)]
    old = data.draw(st.integers(1, size - 1))
    old_root, root = tree_of(entries[:old]).root(), tree_of(entries).root()
    proof = consistency(old, entries)
    place = data.draw(st.integers(0, len(proof) - 1))
    flipped = bytes([proof[place][0] ^ 1]) + proof[place][1:]
    changed = [*proof[:place], flipped, *proof[place + 1 :]]
    assert not is_consistent(old, old_root, size, root, changed)
    assert not is_consistent(old, old_root, size, root, proof[:-1])
    assert not is_consistent(old, old_root, size, root, [*proof, root])
    assert not is_consistent(old, root, size, root, proof)
    assert not is_consistent(old, old_root, size, old_root, proof)


def test_what_is_no_proof_is_refused() -> None:
    root = tree_of(LEAVES).root()
    assert not is_consistent(0, EMPTY_ROOT, 8, root, [])
    assert not is_consistent(9, root, 8, root, [])
    assert not is_consistent(8, root, 8, root, [root])
    assert not is_consistent(8, root, 8, EMPTY_ROOT, [])
    assert not is_consistent(3, root, 8, root, [])
    for index, size in ((8, 8), (-1, 8), (0, 0)):
        with pytest.raises(ValueError, match="no such leaf"):
            root_of_inclusion(root, index, size, [])
        with pytest.raises(ValueError, match="no such leaf"):
            inclusion_ranges(index, size)
    for old in (0, 9):
        with pytest.raises(ValueError, match="no such older tree"):
            consistency_ranges(old, 8)
    with pytest.raises(ValueError, match="fewer leaves"):
        subtree_roots(map(leaf_hash, LEAVES[:4]), inclusion_ranges(0, 8))


def test_a_frontier_goes_on_where_another_stood() -> None:
    tree = tree_of(LEAVES[:5])
    again = Frontier(tree.size, tree.hashes)
    copy = tree.copy()
    for entry in LEAVES[5:]:
        again.add(leaf_hash(entry))
    assert again.root().hex() == ROOTS[7]
    assert copy.size == 5
    with pytest.raises(ValueError, match="not the subtrees"):
        Frontier(6, tree.hashes[:1])
