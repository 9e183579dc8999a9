"""Personal data at rest: bytes sealed with AES-256-GCM under the service's data key.

A sealed value is `key id (4) | nonce (12) | ciphertext and tag`. The key id is derived from the
key, so that a wrong key is told apart from damage and several keys can be held while they rotate.
"""

import base64
import binascii
import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import BadSetting, WrongDataKey

KEY_BYTES = 32
_ID_BYTES = 4
_NONCE_BYTES = 12


class Sealer:
    """Seals and opens bytes with one 32-byte key."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise BadSetting(f"data_key: {KEY_BYTES} bytes are needed, these are {len(key)}.")
        self._cipher = AESGCM(key)
        self._key_id = hashlib.sha256(b"data_key id" + key).digest()[:_ID_BYTES]

    def seal(self, plain: bytes) -> bytes:
        """A new sealed value each time, 32 bytes longer than `plain`."""
        nonce = os.urandom(_NONCE_BYTES)
        return self._key_id + nonce + self._cipher.encrypt(nonce, plain, self._key_id)

    def open(self, sealed: bytes) -> bytes:
        """What was sealed. Raises WrongDataKey for another key's value and for a damaged one."""
        key_id, nonce = sealed[:_ID_BYTES], sealed[_ID_BYTES : _ID_BYTES + _NONCE_BYTES]
        if key_id != self._key_id:
            raise WrongDataKey(
                f"Sealed with data key {key_id.hex()}, the configured one is {self._key_id.hex()}: "
                "set data_key to the key this database was filled with."
            )
        try:
            return self._cipher.decrypt(nonce, sealed[_ID_BYTES + _NONCE_BYTES :], key_id)
        except (InvalidTag, ValueError) as error:
            raise WrongDataKey(f"A value sealed with data key {key_id.hex()} is damaged.") from error


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
