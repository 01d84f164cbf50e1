"""Runs the command line, for `python -m skulint`."""

from skulint.cli.main import main

if __name__ == "__main__":
    main(prog_name="skulint")
