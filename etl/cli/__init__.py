"""The front door: one command a file; each parses options, calls one function and prints."""


def main() -> None:
    """Run the command line."""
