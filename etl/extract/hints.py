"""What is known of a document besides its characters, for the formats to ask."""

from dataclasses import dataclass

from etl.extract.columns import HOUSE, Columns


@dataclass(frozen=True, slots=True)
class Hints:
    """What may help to recognise and read a text; what the text itself says goes before it.

    Attributes:
        uri: the document's name, without what a layer of compression added.
        columns: what people call the fields of an article.
        first_record: the number of the first record, where it is not the document's first.
    """

    uri: str = ""
    columns: Columns = HOUSE
    first_record: int = 1
