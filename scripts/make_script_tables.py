"""Write the characters that only Simplified, or only Traditional, text has: etl/transform/tables/scripts.txt.

    pip download --no-deps --no-binary :all: opencc==1.4.2 && tar xzf opencc-1.4.2.tar.gz
    python scripts/make_script_tables.py opencc-1.4.2/data/dictionary > etl/transform/tables/scripts.txt

A character is Simplified only if OpenCC always turns it into another one on the way to Traditional (国, not 后, which the
empress needs in both), and Traditional only if it always does on the way back (國, not 乾). Characters beyond the basic plane are left out: they are
too rare to tell anything, and a pattern that holds them is twenty times slower.
"""

import sys
from pathlib import Path

BASIC_PLANE_END = "\uffff"


def one_way(dictionary: Path) -> tuple[dict[str, str], set[str]]:
    """The keys that are never their own value, with their first value, and every value."""
    rows = [
        line.split("\t") for line in dictionary.read_text("utf-8").splitlines() if line and not line.startswith("#")
    ]
    pairs = [(key, values.split()) for key, values in rows]
    return {key: values[0] for key, values in pairs if key not in values}, {
        value for _, values in pairs for value in values
    }


def main(folder: Path) -> None:
    """Print the table."""
    simplified, to_traditional = one_way(folder / "STCharacters.txt")
    traditional, to_simplified = one_way(folder / "TSCharacters.txt")
    only_simplified = sorted(set(simplified) - to_traditional - set(traditional))
    only_traditional = sorted(set(traditional) - to_simplified - set(simplified))
    folded = [character for character in only_traditional if max(character, traditional[character]) <= BASIC_PLANE_END]
    print("# Characters of one Chinese script only. Made by scripts/make_script_tables.py from OpenCC 1.4.2's")
    print(
        "# STCharacters.txt and TSCharacters.txt (Apache-2.0). First line Simplified, second Traditional, third the second simplified."
    )
    print("".join(character for character in only_simplified if character <= BASIC_PLANE_END))
    print("".join(folded))
    print("".join(traditional[character] for character in folded))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
