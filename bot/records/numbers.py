"""Numbers that people read out to each other: for self-checks, receipts, requests."""

import secrets

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are read for one another."""
_LENGTH = 8


def fresh_number() -> str:
    """Eight letters and digits, 40 bits at random: nobody guesses another's."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
