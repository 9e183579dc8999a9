"""The cryptography of WeChat callbacks, shared by Official Accounts and WeCom.

A signature is a SHA-1 over sorted strings. A message is sealed with AES-256-CBC under a constant
IV; 16 random bytes in front of it give the variation:

    16 random bytes | length of the message, 4 bytes big-endian | message | receiver id | padding

Source: the platform's guides on message encryption; all their worked examples are in the tests.
"""

import binascii
import hashlib
import hmac
import re
import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from adapters.channel import MalformedCallback

AES_KEY_PATTERN = re.compile(r"[A-Za-z0-9]{43}")
"""The shape of an EncodingAESKey: Base64 of 32 bytes without its closing `=`."""

_RANDOM_BYTES = 16
_HEAD_BYTES = _RANDOM_BYTES + 4
_BLOCK_BYTES = 32  # PKCS#7 over 32 bytes, though a block of AES has 16: padding is 1 to 32 bytes long


def sign(*parts: str) -> str:
    """The lower-case hex signature over `parts`, whose order does not matter.

    The token, timestamp and nonce sign a query; with the ciphertext as fourth part, a body too.
    """
    # Code-point order: a ciphertext may begin with "+" or "/", which a locale would sort elsewhere.
    # A lone surrogate in a query must end as a wrong signature, not as an encoding error.
    joined = "".join(sorted(parts)).encode(errors="replace")
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()


def is_signed(signature: str, *parts: str) -> bool:
    """Whether `signature` signs `parts`; takes equally long for every wrong signature."""
    return hmac.compare_digest(signature.encode(errors="replace"), sign(*parts).encode())


class MessageCipher:
    """Seals and opens messages between the platform and one receiver.

    `aes_key` matches AES_KEY_PATTERN. `receiver_id` is the app id of an Official Account or the
    corp id of WeCom.
    """

    def __init__(self, aes_key: str, receiver_id: str) -> None:
        key = binascii.a2b_base64(aes_key + "=")
        self._cipher = Cipher(AES(key), CBC(key[:16]))
        self._receiver_id = receiver_id.encode()

    def decrypt(self, encrypted: str) -> bytes:
        """The message inside; raises MalformedCallback for anything the platform would not send."""
        message, receiver_id = _unpack(self._decipher(encrypted))
        if receiver_id != self._receiver_id:
            raise MalformedCallback("the decrypted message is addressed to another app id than the configured one")
        return message

    def encrypt(self, message: bytes, *, random: bytes) -> str:
        """Base64 of the sealed message; `random` is 16 fresh bytes from a cryptographic source."""
        packed = random + struct.pack(">I", len(message)) + message + self._receiver_id
        pad = _BLOCK_BYTES - len(packed) % _BLOCK_BYTES
        encryptor = self._cipher.encryptor()
        sealed = encryptor.update(packed + bytes([pad]) * pad) + encryptor.finalize()
        return binascii.b2a_base64(sealed, newline=False).decode()

    def _decipher(self, encrypted: str) -> bytes:
        try:
            sealed = binascii.a2b_base64(encrypted, strict_mode=True)
        except ValueError:
            raise MalformedCallback("the encrypted message is not strict Base64") from None
        if not sealed or len(sealed) % _BLOCK_BYTES:
            raise MalformedCallback(f"the encrypted message has {len(sealed)} bytes, not a multiple of 32")
        decryptor = self._cipher.decryptor()
        return decryptor.update(sealed) + decryptor.finalize()


def _unpack(plain: bytes) -> tuple[bytes, bytes]:
    """Message and receiver id of a deciphered text of at least 32 bytes."""
    pad = plain[-1]
    if not 1 <= pad <= _BLOCK_BYTES or plain[-pad:] != bytes([pad]) * pad:
        raise MalformedCallback("the message cannot be decrypted with the configured AES key")
    content = plain[_HEAD_BYTES:-pad]
    length = int.from_bytes(plain[_RANDOM_BYTES:_HEAD_BYTES], "big")
    if length > len(content):
        raise MalformedCallback("the message cannot be decrypted with the configured AES key")
    return content[:length], content[length:]
