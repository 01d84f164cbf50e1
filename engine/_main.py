"""Runs the command line, for `python -m skulint`."""

from skulint.cli.main import run

if __name__ == "__main__":
    run()
