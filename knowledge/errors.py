"""The root of every error this service raises on purpose.

CqoError                    code, sentence for the operator, sentence for the user
├── KnowledgeError          (here) a manifest, clause or index that cannot be used
├── ChannelError            (adapters.channel) a callback or a reply that a channel refuses
└── BotError                (bot.errors) settings, storage and the turn

It lives in the lowest package because every other package may look down, none up.
"""

from typing import ClassVar


class CqoError(Exception):
    """Something the caller can act on; the class says how, `code` is stable for logs and docs.

    `str(error)` is one English sentence for the operator with the values in it (never a secret,
    never message text); `user_text` is the Chinese sentence a user may read.
    """

    code: ClassVar[str] = "error"
    user_text: ClassVar[str] = "系统暂时繁忙，请稍后再试。"


class KnowledgeError(CqoError):
    """The knowledge base cannot be used as it stands; the sentence names file, line and remedy."""

    code = "knowledge"


class BrokenManifest(KnowledgeError):
    """A document.toml, questions.toml, jurisdiction or rule file does not say what it must."""

    code = "broken_manifest"


class BadFacts(KnowledgeError):
    """What is said about a candidate is not what the rules ask for; the sentence names what would be."""

    code = "bad_facts"


class UnreadableDocument(KnowledgeError):
    """A policy text that cannot be read or holds no text."""

    code = "unreadable_document"


class QuoteMismatch(KnowledgeError):
    """A quotation is not an exact substring of its clause; it must never be sent."""

    code = "quote_mismatch"
