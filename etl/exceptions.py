"""Everything that can go wrong, as one tree.

    EtlError
    ├── UsageError              the caller asked for something impossible           exit code 2
    ├── RunError                a run could not be done                             exit code 1
    │   ├── DatabaseUnavailable     the server is down, or refuses us
    │   │   └── DatabaseInterrupted     for a moment only: trying again may help
    │   ├── Stopped                 somebody asked it to end before it was done
    │   ├── LockLost                the lock that kept other runs out is gone
    │   ├── DatabaseBehind          the schema is older than this program
    │   ├── DatabaseAhead           the schema is newer than this program
    │   └── MissingExtra            an optional package is not installed
    ├── DatabaseLocked          another run holds the database                      exit code 75
    └── Rejected                this document, or this part of it, cannot be read   a row, not a failure
        ├── Empty                   `empty`
        ├── Binary                  `binary`
        ├── Undecodable             `undecodable`
        ├── Malformed               `malformed`
        ├── NotAnArticle            `not_an_article`
        ├── TooLarge                `too_large`
        ├── TooDeep                 `too_deep`
        ├── Encrypted               `encrypted`
        ├── NeedsExtra              `needs_extra`
        ├── Unreadable              `unreadable`
        ├── Timeout                 `timeout`
        ├── Crashed                 `crashed`
        └── Unstorable              `unstorable`

Two kinds of trouble never mix. A bad *document* is a `Rejected`, which becomes a value (`etl.models.Rejection`) and in the
end a row; its reason is the name of its class in snake case. A bad *program* is any other exception, which nobody catches.
"""

import re
from typing import ClassVar


class EtlError(Exception):
    """The root. `str(error)` is one line for people: what happened, to which file, what to do."""

    exit_code: ClassVar[int] = 1


class UsageError(EtlError):
    """A path, a URL or an option that cannot be right, whatever the data."""

    exit_code = 2


class RunError(EtlError):
    """A run, or a command that reads the database, cannot go on."""


class DatabaseUnavailable(RunError):
    """The database does not answer, or refuses these credentials."""


class DatabaseInterrupted(DatabaseUnavailable):
    """The database does not answer for a moment: a restart, a cut connection, a deadlock, another program's transaction."""


class Stopped(RunError):
    """The run was asked to end, and did. A document that comes in parts, and had not come to its end, is not written."""


class LockLost(RunError):
    """What kept other runs out of this database is gone, so nothing more may be committed."""


class DatabaseBehind(RunError):
    """The schema is older than the program: `etl migrate` helps."""


class DatabaseAhead(RunError):
    """The schema is newer than the program: installing the newer program helps."""


class MissingExtra(RunError):
    """An optional dependency is needed and not installed; the message names the extra."""


class DatabaseLocked(EtlError):
    """Another run holds the lock of this database. 75 is EX_TEMPFAIL of sysexits.h: try again later."""

    exit_code = 75


class Rejected(EtlError):
    """A document, or one record of it, that cannot become an article.

    Raised where the whole document is meant, yielded as a value where one record of many is.
    """

    reason: ClassVar[str] = "rejected"

    def __init_subclass__(cls) -> None:
        """Name the reason after the class: `NotAnArticle` is `not_an_article`."""
        super().__init_subclass__()
        cls.reason = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class Empty(Rejected):
    """No bytes, or nothing but white space; a page that shows nothing without its scripts."""


class Binary(Rejected):
    """Not text: an image, an archive, a program. The detail names what it is, where that can be told."""


class Undecodable(Rejected):
    """Text, perhaps, but no encoding reads it sensibly."""


class Malformed(Rejected):
    """A record or container whose structure is broken beyond reading: a JSON line, a feed, a table row."""


class NotAnArticle(Rejected):
    """Readable, but there is no article in it: a menu, a listing, an error page, a picture or a video with no words."""


class TooLarge(Rejected):
    """More bytes than one document may have, or than one archive may unpack to, or more memory than reading it may take."""


class TooDeep(Rejected):
    """Archives inside archives inside archives."""


class Encrypted(Rejected):
    """A member of an archive that opens with a password only."""


class NeedsExtra(Rejected):
    """Packed in a way that an optional library reads, which is not installed; the detail names the extra."""


class Unreadable(Rejected):
    """The operating system would not give us the bytes: gone, forbidden, a device."""


class Timeout(Rejected):
    """Reading it takes longer than one document may."""


class Crashed(Rejected):
    """Reading it ends the worker, or runs into a bug of ours; the detail says how. Nothing else of the run suffers."""


class Unstorable(Rejected):
    """Parsed, but no database can hold it: NUL or half a character pair in its text, a name too long for an index."""


def reasons() -> tuple[str, ...]:
    """Every reason a rejection may have, in the order of the tree.

    >>> reasons()[:3]
    ('empty', 'binary', 'undecodable')
    """
    return tuple(cls.reason for cls in Rejected.__subclasses__())
