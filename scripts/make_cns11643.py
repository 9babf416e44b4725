"""Make `etl/extract/encodings/cns11643.txt`: the characters of CNS 11643, the character set behind EUC-TW and ISO-2022-CN.

    python scripts/make_cns11643.py

Python has no codec for either. The table is asked of the `iconv` program, glibc 2.36 or newer: every cell of every plane is written in
EUC-TW and converted to UTF-8. It is a table of facts, which character stands in which cell, as Unicode's own mapping files list them.
One line for each row that has characters: plane-row <tab> its 94 cells, a space for an empty one, trailing spaces left out.
"""

import subprocess
from pathlib import Path

OUTPUT = Path(__file__).parents[1] / "etl" / "extract" / "encodings" / "cns11643.txt"
PLANES = range(1, 17)
CELLS = range(0xA1, 0xFF)


def to_utf8(content: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    """Convert EUC-TW."""
    command = ["iconv", *options, "-f", "EUC-TW", "-t", "UTF-8"]
    return subprocess.run(command, input=content, capture_output=True, check=False)


def rows(plane: int) -> dict[int, str]:
    """The rows of a plane that have characters, from 1 to 94."""
    cells = [bytes([0x8E, 0xA0 + plane, row, cell]) for row in CELLS for cell in CELLS]
    # of an empty cell, iconv -c leaves out the first bytes and makes something of the others: each that gave something is asked again
    anything = to_utf8(b"\n".join(cells), "-c").stdout.split(b"\n")
    suspects = [cell for cell, something in zip(cells, anything, strict=True) if something]
    block = to_utf8(b"\n".join(suspects))
    good = set(suspects) if block.returncode == 0 else {cell for cell in suspects if to_utf8(cell).returncode == 0}
    characters = "".join(c.decode() if cell in good else " " for cell, c in zip(cells, anything, strict=True))
    lines = [characters[start : start + len(CELLS)].rstrip(" ") for start in range(0, len(characters), len(CELLS))]
    return {row: line for row, line in enumerate(lines, 1) if line}


def main() -> None:
    """Write the table."""
    lines = [
        "# Made by scripts/make_cns11643.py from glibc's iconv; not to be edited.",
        "# plane-row of CNS 11643 <tab> the characters of its 94 cells",
        *(f"{plane}-{row}\t{line}" for plane in PLANES for row, line in rows(plane).items()),
    ]
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
