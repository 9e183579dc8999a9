"""What can go wrong inside the running service, by what the caller can do about it.

CqoError (knowledge.errors)
├── KnowledgeError          the corpus cannot be used; the service does not start
├── ChannelError            (adapters.channel) a callback is refused
└── BotError
    ├── BadSetting              fix the named key and start again
    ├── StorageUnavailable      the database did not take or give; nothing was promised, retry later
    │   └── MigrationsPending       run `cqo db upgrade`
    ├── BrokenStatement         (bot.storage.failures) a fault in our own SQL; report it
    ├── CoordinationUnavailable Redis is away; go on, the version column still guards
    ├── CannotServe             (bot.serving) the asked-for way of serving is not possible
    ├── NoSuchAccount           (bot.accounts) --channel names nobody
    ├── BadQuestion             (bot.asking) a line of a batch is no question row
    ├── UnknownArea             (bot.policy) --jurisdiction names no area of the knowledge base
    ├── ForgottenPage           (bot.outbox) a page was asked for after 72 hours
    ├── StaleConversation       somebody else moved the conversation; read it again
    └── WrongDataKey            the data was sealed with another data_key
"""

from knowledge.errors import CqoError


class BotError(CqoError):
    """A fault of the running service."""

    code = "bot"


class BadSetting(BotError):
    """A setting is missing, unknown or malformed; the sentence names file, line and remedy."""

    code = "bad_setting"


class StorageUnavailable(BotError):
    """The database refused or could not be reached; the work it was given has not been done."""

    code = "storage_unavailable"


class MigrationsPending(StorageUnavailable):
    """The tables are older than this program."""

    code = "migrations_pending"


class CoordinationUnavailable(BotError):
    """Locks, wake-ups and caches are out of reach; slower, never wrong."""

    code = "coordination_unavailable"


class StaleConversation(BotError):
    """The conversation's version moved between reading and writing it."""

    code = "stale_conversation"


class WrongDataKey(BotError):
    """A sealed payload does not open with the configured data_key."""

    code = "wrong_data_key"
