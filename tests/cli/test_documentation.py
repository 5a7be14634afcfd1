"""What docs/files.md says of the command line is all there is."""

import argparse
from collections.abc import Iterator

import pytest

from optexplorer.cli.parser import _parser
from tests.support.program import ROOT

TEXT = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")


def commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command with what may be typed after it."""
    for action in _parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def usage(command: str) -> str:
    """The lines about a command, in the list of them."""
    _before, _heading, rest = TEXT.partition("## Command line\n\n```\n")
    listed, _fence, _after = rest.partition("```")
    (found,) = (entry for entry in listed.split("\noptexplorer ") if entry.partition(" ")[0] == command)
    return found


@pytest.mark.parametrize(("name", "parser"), list(commands()), ids=lambda value: str(value)[:20])
def test_every_option_of_a_command_is_listed(name: str, parser: argparse.ArgumentParser) -> None:
    listed = usage(name)
    for action in parser._actions:
        if action.option_strings and "--help" not in action.option_strings:
            assert any(option in listed for option in action.option_strings), action.option_strings
