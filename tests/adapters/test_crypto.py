"""Signatures and the message cipher, on the platform's worked examples and against wechatpy."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import PrpCrypto

from adapters.channel import MalformedCallback
from adapters.crypto import MessageCipher, is_signed, sign
from tests.adapters.wechat_platform import signature

VECTORS: dict[str, dict[str, Any]] = {
    vector["name"][:2]: vector
    for vector in json.loads((Path(__file__).parents[1] / "fixtures" / "callback_vectors.json").read_text("utf-8"))
}
SIGNED = {name: vector for name, vector in VECTORS.items() if "signature" in vector}
SEALED = {name: vector for name, vector in VECTORS.items() if "encrypt" in vector}

AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
RAW_KEY = base64.b64decode(AES_KEY + "=")
CORP_ID = "wx5823bf96d3bd56c7"
RANDOM = b"0960688932c47ef1"


def test_all_eight_worked_examples_are_used() -> None:
    assert sorted(SIGNED | SEALED) == ["V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8"]


@pytest.mark.parametrize("vector", SIGNED.values(), ids=SIGNED)
def test_the_plain_signature_of_a_worked_example_is_ours(vector: dict[str, Any]) -> None:
    assert sign(vector["token"], vector["timestamp"], vector["nonce"]) == vector["signature"]


@pytest.mark.parametrize("vector", SEALED.values(), ids=SEALED)
def test_a_worked_example_is_signed_opened_and_sealed_again_byte_for_byte(vector: dict[str, Any]) -> None:
    cipher = MessageCipher(vector["aes_key"], vector["id"])
    message = vector["msg"].encode()
    assert is_signed(vector["msg_signature"], vector["token"], vector["timestamp"], vector["nonce"], vector["encrypt"])
    assert cipher.decrypt(vector["encrypt"]) == message
    assert cipher.encrypt(message, random=vector["random"].encode()) == vector["encrypt"]


def _v8_signed_over(encrypted: str) -> bool:
    v8 = VECTORS["V8"]
    return is_signed(v8["msg_signature"], v8["token"], v8["timestamp"], v8["nonce"], encrypted)


def test_a_flipped_byte_of_the_ciphertext_breaks_the_signature() -> None:
    encrypted = VECTORS["V8"]["encrypt"]
    assert _v8_signed_over(encrypted)
    sealed = bytearray(base64.b64decode(encrypted))
    sealed[40] ^= 1
    assert not _v8_signed_over(base64.b64encode(sealed).decode())


def test_the_plain_signature_is_no_message_signature() -> None:
    v3 = VECTORS["V3"]
    parts = (v3["token"], v3["timestamp"], v3["nonce"], v3["encrypt"])
    assert is_signed(v3["msg_signature"], *parts)
    assert not is_signed(v3["signature"], *parts)


def test_a_plus_that_url_decoding_turned_into_a_space_breaks_the_signature() -> None:
    v7 = VECTORS["V7"]
    parts = (v7["token"], v7["timestamp"], v7["nonce"])
    assert is_signed(v7["msg_signature"], *parts, v7["encrypt"])
    assert "+" in v7["encrypt"]
    assert not is_signed(v7["msg_signature"], *parts, v7["encrypt"].replace("+", " "))


@pytest.mark.parametrize("wrong", ["", "\ud800", "签名", "F464B24FC39322E44B38AA78F5EDD27BD1441696"])
def test_an_odd_signature_is_wrong_and_no_error(wrong: str) -> None:
    v1 = VECTORS["V1"]
    parts = (v1["token"], v1["timestamp"], v1["nonce"])
    assert is_signed(v1["signature"], *parts)
    assert not is_signed(wrong, *parts)
    assert not is_signed(v1["signature"], *parts, "\ud800")


class _WatchedBytes(bytes):
    def __eq__(self, other: object) -> bool:
        raise AssertionError("compared byte by byte, which takes the longer the more of it is right")

    __hash__ = bytes.__hash__


class _WatchedSignature(str):
    __slots__ = ()

    def encode(self, *args: str, **more: str) -> bytes:
        return _WatchedBytes(super().encode(*args, **more))


def test_signatures_are_compared_in_constant_time() -> None:
    v1 = VECTORS["V1"]
    parts = (v1["token"], v1["timestamp"], v1["nonce"])
    assert is_signed(_WatchedSignature(v1["signature"]), *parts)
    assert not is_signed(_WatchedSignature("0" * 40), *parts)


@pytest.mark.parametrize(
    ("aes_key", "receiver_id"),
    [("b" * 43, CORP_ID), (AES_KEY, "wx0000000000000000"), (AES_KEY, CORP_ID[:-1]), (AES_KEY, "")],
    ids=["another key", "another corp", "a prefix of our id", "no id"],
)
def test_a_message_for_someone_else_is_refused(aes_key: str, receiver_id: str) -> None:
    encrypted = VECTORS["V8"]["encrypt"]
    assert MessageCipher(AES_KEY, CORP_ID).decrypt(encrypted)
    with pytest.raises(MalformedCallback):
        MessageCipher(aes_key, receiver_id).decrypt(encrypted)


def _sealed(plain: bytes) -> str:
    encryptor = Cipher(algorithms.AES(RAW_KEY), modes.CBC(RAW_KEY[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def _packed(*, length: int = 5, pad: bytes = b"\x15" * 21) -> bytes:
    return RANDOM + length.to_bytes(4, "big") + b"hello" + CORP_ID.encode() + pad


def test_the_hand_packed_message_of_the_refusals_below_is_sound() -> None:
    assert MessageCipher(AES_KEY, CORP_ID).decrypt(_sealed(_packed())) == b"hello"


@pytest.mark.parametrize(
    "plain",
    [
        _packed(pad=b"\x15" * 20 + b"\x00"),
        _packed(pad=b"\x15" * 20 + b"\x21"),
        _packed(pad=b"\x14" + b"\x15" * 20),
        _packed(pad=b"\x35" * 53),
        _packed(pad=b"\x05" * 5),
        _packed(length=6),
        _packed(length=4),
        _packed(length=24),
        _packed(length=2**32 - 1),
        b"\x20" * 32,
        b"\x0d" * 32,
        b"\x00" * 32,
    ],
    ids=[
        "pad of none", "pad above 32", "one pad byte differs", "a pad of 53", "a block of 16 only",
        "length too long", "length too short", "length past the id", "greatest length",
        "nothing but padding", "padding reaches the length field", "zeros",
    ],
)  # fmt: skip
def test_a_message_packed_wrongly_is_refused(plain: bytes) -> None:
    with pytest.raises(MalformedCallback):
        MessageCipher(AES_KEY, CORP_ID).decrypt(_sealed(plain))


def test_a_length_past_the_end_is_refused_where_no_id_follows() -> None:
    cipher = MessageCipher(AES_KEY, "")
    exact = len(b"hello" + CORP_ID.encode())
    assert cipher.decrypt(_sealed(_packed(length=exact))) == b"hello" + CORP_ID.encode()
    with pytest.raises(MalformedCallback):
        cipher.decrypt(_sealed(_packed(length=exact + 1)))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sealed: "",
        lambda sealed: sealed[:-4],
        lambda sealed: sealed + "\n",
        lambda sealed: sealed[:8] + " " + sealed[8:],
        lambda sealed: sealed + "=",
        lambda sealed: sealed.replace("/", "_"),
        lambda sealed: "密" + sealed,
        lambda sealed: sealed[:40],
    ],
    ids=["empty", "cut", "newline", "space", "extra sign", "url-safe letters", "not ascii", "half a block"],
)
def test_base64_that_is_not_strict_is_refused(spoil: Any) -> None:
    sealed = VECTORS["V8"]["encrypt"]
    cipher = MessageCipher(AES_KEY, CORP_ID)
    assert cipher.decrypt(sealed)
    with pytest.raises(MalformedCallback):
        cipher.decrypt(spoil(sealed))


@pytest.mark.parametrize("length", range(32))
def test_every_length_of_padding_passes_between_wechatpy_and_us(length: int) -> None:
    ours, theirs = MessageCipher(AES_KEY, CORP_ID), PrpCrypto(RAW_KEY)
    message = "a" * length
    assert ours.decrypt(theirs.encrypt(message, CORP_ID).decode()) == message.encode()
    assert theirs.decrypt(ours.encrypt(message.encode(), random=RANDOM), CORP_ID) == message


@given(st.text())
def test_any_text_passes_between_wechatpy_and_us(text: str) -> None:
    ours, theirs = MessageCipher(AES_KEY, CORP_ID), PrpCrypto(RAW_KEY)
    assert ours.decrypt(theirs.encrypt(text, CORP_ID).decode()).decode() == text
    assert theirs.decrypt(ours.encrypt(text.encode(), random=RANDOM), CORP_ID) == text


@given(st.lists(st.text(), min_size=3, max_size=4))
def test_our_signature_is_the_one_of_wechatpy(parts: list[str]) -> None:
    assert sign(*parts) == signature(*parts)


@given(st.text() | st.binary().map(lambda raw: base64.b64encode(raw).decode()))
def test_no_ciphertext_raises_anything_but_a_refusal(encrypted: str) -> None:
    with pytest.raises(MalformedCallback):
        MessageCipher(AES_KEY, CORP_ID).decrypt(encrypted)
