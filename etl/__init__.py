"""Raw news documents, mostly Chinese, become a database that people can trust.

from etl import parse

for outcome in parse(content, uri):  # one for each article in the document
    ...                              # an Article, or a Rejection with .reason and .detail
"""

from typing import TYPE_CHECKING

from etl.models import Article, Origin, Paragraph, PublishedDate, Rejection, Repair

if TYPE_CHECKING:
    from etl.process import parse

    __version__: str

__all__ = ["Article", "Origin", "Paragraph", "PublishedDate", "Rejection", "Repair", "__version__", "parse"]


def __getattr__(name: str) -> object:
    """Import what takes long when it is first asked for: `etl --help` need not wait for every rule there is."""
    match name:
        case "parse":
            from etl.process import parse

            return parse
        case "__version__":
            from importlib.metadata import version

            return version("etl")
        case _:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
