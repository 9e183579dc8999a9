"""Personal data at rest: bytes sealed with AES-256-GCM under the service's data key.

A sealed value is `key id (4) | nonce (12) | ciphertext and tag`. The key id is derived from the
key, so that a wrong key is told apart from damage and several keys can be held while they rotate:
whatever is written is sealed with the current one, what earlier keys sealed opens as long as they
are known. Where equal words must be found again without being kept, a keyed digest stands for them.
"""

import base64
import binascii
import hashlib
import hmac
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import BadSetting, WrongDataKey

KEY_BYTES = 32
_ID_BYTES = 4
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class _Key:
    id: bytes
    cipher: AESGCM
    digest_key: bytes


class Sealer:
    """Seals with one 32-byte key; opens what this one or a `previous` one has sealed."""

    def __init__(self, key: bytes, previous: Sequence[bytes] = ()) -> None:
        self._current = _key(key)
        self._keys = {known.id: known for known in (self._current, *map(_key, previous))}

    def seal(self, plain: bytes) -> bytes:
        """A new sealed value each time, 32 bytes longer than `plain`."""
        nonce = os.urandom(_NONCE_BYTES)
        return self._current.id + nonce + self._current.cipher.encrypt(nonce, plain, self._current.id)

    def open(self, sealed: bytes) -> bytes:
        """What was sealed. Raises WrongDataKey for an unknown key's value and for a damaged one."""
        key_id, nonce = sealed[:_ID_BYTES], sealed[_ID_BYTES : _ID_BYTES + _NONCE_BYTES]
        key = self._keys.get(key_id)
        if key is None:
            raise WrongDataKey(
                f"Sealed with data key {key_id.hex()}, the configured one is {self._current.id.hex()}: "
                "set data_key, or one of previous_data_keys, to the key this database was filled with."
            )
        try:
            return key.cipher.decrypt(nonce, sealed[_ID_BYTES + _NONCE_BYTES :], key_id)
        except (InvalidTag, ValueError) as error:
            raise WrongDataKey(f"A value sealed with data key {key_id.hex()} is damaged.") from error

    def digest(self, kind: str, words: str) -> str:
        """64 letters by which equal words of a kind are known, and which tell nothing without the key."""
        return _digest(self._current, kind, words)

    def digests(self, kind: str, words: str) -> tuple[str, ...]:
        """What `digest` gives and gave under earlier keys: whoever looks for kept words looks for all of these."""
        return tuple(_digest(key, kind, words) for key in self._keys.values())


def _key(key: bytes) -> _Key:
    if len(key) != KEY_BYTES:
        raise BadSetting(f"data_key: {KEY_BYTES} bytes are needed, these are {len(key)}.")
    key_id = hashlib.sha256(b"data_key id" + key).digest()[:_ID_BYTES]
    return _Key(key_id, AESGCM(key), hashlib.sha256(b"data_key digest" + key).digest())


def _digest(key: _Key, kind: str, words: str) -> str:
    return hmac.new(key.digest_key, f"{kind}\0{words}".encode(), hashlib.sha256).hexdigest()


def decode_key(text: str) -> bytes:
    """The key from its base64 form in settings or a key file. Raises BadSetting."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error as error:
        raise BadSetting("data_key: not base64; `openssl rand -base64 32` makes one.") from error
    if len(key) != KEY_BYTES:
        raise BadSetting(f"data_key: {KEY_BYTES} bytes in base64 are needed, these are {len(key)}.")
    return key


def key_file_beside(database_file: Path) -> Path:
    """Where the embedded database keeps its key: `cqo.db` has `cqo.db.data_key`."""
    return database_file.with_name(database_file.name + ".data_key")


def load_or_create_key(key_file: Path) -> bytes:
    """The key in `key_file`, made on first use, readable by its owner only.

    Of several processes that start at once all get the same key. Raises BadSetting where the file
    cannot be used.
    """
    try:
        if not key_file.exists():
            _create(key_file)
        return decode_key(key_file.read_text("ascii"))
    except (OSError, UnicodeDecodeError, BadSetting) as error:
        raise BadSetting(f"{key_file}: no usable data key: {error}") from error


def _create(key_file: Path) -> None:
    # A hard link appears whole or not at all and never replaces the key another process just made.
    descriptor, draft = tempfile.mkstemp(dir=key_file.parent, prefix=key_file.name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, key_file)
    finally:
        Path(draft).unlink()
    _sync_folder(key_file.parent)


def _sync_folder(folder: Path) -> None:
    # A key lost in a power cut would take everything sealed with it along.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
