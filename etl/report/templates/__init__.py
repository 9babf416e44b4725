"""The pages, as Jinja templates; whatever is put into them is escaped."""

from typing import TYPE_CHECKING

from etl.exceptions import MissingExtra

if TYPE_CHECKING:
    from jinja2 import Template


def template(name: str) -> "Template":
    """Open a template of this folder.

    Raises:
        MissingExtra: Jinja is not installed.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError as error:
        raise MissingExtra("a page needs an extra package: pip install 'etl[report]'") from error

    environment = Environment(
        loader=PackageLoader("etl.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
