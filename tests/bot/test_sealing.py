import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import BadSetting, WrongDataKey
from bot.sealing import Sealer, decode_key, key_file_beside, load_or_create_key

KEY = bytes(range(32))
OTHER_KEY = bytes(32)
PLAIN = "南通的首席质量官要什么学历".encode()


def test_sealed_bytes_open_again() -> None:
    assert Sealer(KEY).open(Sealer(KEY).seal(PLAIN)) == PLAIN


def test_sealing_twice_gives_two_values_that_hide_the_words() -> None:
    sealer = Sealer(KEY)
    first, second = sealer.seal(PLAIN), sealer.seal(PLAIN)
    assert first != second
    assert PLAIN not in first
    assert len(first) == len(PLAIN) + 32


def test_value_of_another_key_names_both_key_ids_and_no_key() -> None:
    sealed = Sealer(KEY).seal(PLAIN)
    with pytest.raises(WrongDataKey, match=sealed[:4].hex()) as caught:
        Sealer(bytes(32)).open(sealed)
    assert bytes(32).hex() not in str(caught.value)


@pytest.mark.parametrize("position", [3, 4, 16, -1])
def test_flipped_bit_is_refused_wherever_it_is(position: int) -> None:
    damaged = bytearray(Sealer(KEY).seal(PLAIN))
    damaged[position] ^= 1
    with pytest.raises(WrongDataKey):
        Sealer(KEY).open(bytes(damaged))


def test_value_sealed_before_a_rotation_opens_and_new_ones_are_sealed_with_the_new_key() -> None:
    earlier, current = Sealer(KEY), Sealer(OTHER_KEY, previous=[KEY])
    assert current.open(earlier.seal(PLAIN)) == PLAIN
    assert Sealer(OTHER_KEY).open(current.seal(PLAIN)) == PLAIN
    with pytest.raises(WrongDataKey):
        earlier.open(current.seal(PLAIN))


def test_digest_tells_equal_words_of_one_kind_and_is_found_after_a_rotation() -> None:
    sealer = Sealer(KEY)
    digests = [sealer.digest("phone", "12000000001"), sealer.digest("name", "12000000001"), sealer.digest("phone", "")]
    digests.append(Sealer(OTHER_KEY).digest("phone", "12000000001"))
    assert len(set(digests)) == 4
    assert sealer.digests("phone", "12000000001") == (digests[0],)
    assert set(Sealer(OTHER_KEY, previous=[KEY]).digests("phone", "12000000001")) == {digests[0], digests[3]}


@pytest.mark.parametrize("length", [0, 3, 4, 16, 31])
def test_truncated_value_is_refused(length: int) -> None:
    with pytest.raises(WrongDataKey):
        Sealer(KEY).open(Sealer(KEY).seal(PLAIN)[:length])


@pytest.mark.parametrize("text", ["not base64", base64.b64encode(bytes(31)).decode(), ""])
def test_key_that_is_not_32_bytes_of_base64_is_refused(text: str) -> None:
    with pytest.raises(BadSetting, match="data_key"):
        decode_key(text)


def test_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    file = key_file_beside(tmp_path / "cqo.db")
    key = load_or_create_key(file)
    assert load_or_create_key(file) == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / "cqo.db.data_key"]


def test_processes_that_start_at_once_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(load_or_create_key, [tmp_path / "cqo.db.data_key"] * 64))
    assert len(keys) == 1


def test_broken_key_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "cqo.db.data_key"
    file.write_text("half a key")
    with pytest.raises(BadSetting, match=str(file)):
        load_or_create_key(file)
