import subprocess
import sys

from skulint.engine.reporters import REPORTERS, Options


def test_names_are_those_of_the_command_line() -> None:
    assert set(REPORTERS) >= {"text", "json"}
    for name, reporter in REPORTERS.items():
        assert reporter.name == name
        assert reporter.summary


def test_defaults_are_plain_english() -> None:
    assert Options() == Options(lang="en", color=False, width=None, verbose=False)


def test_listing_the_formats_loads_no_library() -> None:
    code = (
        "import sys; import skulint.engine.reporters; "
        "print([name for name in ('babel', 'rich', 'json', 'skulint.engine.reporters.text') "
        "if name in sys.modules])"
    )
    got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert got.stdout.strip() == "[]"
