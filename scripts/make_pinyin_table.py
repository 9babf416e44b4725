"""Write the readings of Chinese characters: etl/transform/tables/pinyin.txt.

    pip install pypinyin==0.55.0
    python scripts/make_pinyin_table.py > etl/transform/tables/pinyin.txt

One line a toned syllable: the syllable, then every character of GBK that may be read so. The source is the character table of
pypinyin (MIT), which is pinyin-data's, compiled from Unihan and the standard dictionaries.
"""

from collections import defaultdict

from pypinyin.pinyin_dict import pinyin_dict


def main() -> None:
    """Print the table."""
    readings = defaultdict(set)
    for code, syllables in pinyin_dict.items():
        if chr(code).encode("gbk", "ignore"):
            for syllable in syllables.split(","):
                readings[syllable].add(chr(code))
    print("# Readings of the characters of GBK. Made by scripts/make_pinyin_table.py from pypinyin 0.55.0 (MIT).")
    for syllable in sorted(readings):
        print(syllable, "".join(sorted(readings[syllable])))


if __name__ == "__main__":
    main()
