"""How somebody shows that he knows the telephone number that an enterprise registered."""

from hmac import compare_digest

from bot.sealing import Sealer


def last_four_hash(sealer: Sealer, uscc: str, phone: str) -> str:
    """What stands for a phone's last four digits; empty without a phone.

    It is made over the enterprise's code too, so that equal digits of two enterprises are not known as equal.
    """
    return sealer.digest(_kind(uscc), phone[-4:]) if phone else ""


def fits(sealer: Sealer, uscc: str, last_four: str, kept_hash: str) -> bool:
    """Whether these are the digits that `kept_hash` stands for, under this data key or an earlier one."""
    return any(compare_digest(kept_hash, digest) for digest in sealer.digests(_kind(uscc), last_four))


def tried(sealer: Sealer, conversation_id: int, asked_for: str) -> tuple[str, str]:
    """What wrong tries are counted on: the contact, and the enterprise, whichever proof was tried."""
    contact, enterprise = f"contact {conversation_id}", f"asked {asked_for}"
    return sealer.digest("tries", contact), sealer.digest("tries", enterprise)


def _kind(uscc: str) -> str:
    return f"last four {uscc}"
