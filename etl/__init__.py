"""Raw news documents, mostly Chinese, become a database that people can trust.

from etl import parse

for outcome in parse(content, uri):  # one for each article in the document
    ...                              # an Article, or a Rejection with .reason and .detail
"""

from importlib.metadata import version as _version

from etl.models import Article, Origin, Paragraph, PublishedDate, Rejection, Repair
from etl.process import parse

__all__ = ["Article", "Origin", "Paragraph", "PublishedDate", "Rejection", "Repair", "__version__", "parse"]

__version__ = _version("etl")
