"""The console command `lodestar`: one group, each command defined beside the part that does the work."""

import os
import sys
from importlib import import_module
from pathlib import Path

import click

from lodestar import __version__
from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError

# A command's module is imported only when it is used or listed; heavy libraries are imported inside the work itself.
COMMANDS = {
    "import": "lodestar.intake.commands:import_command",
    "imports": "lodestar.intake.commands:imports_command",
    "undo": "lodestar.intake.commands:undo_command",
    "check": "lodestar.checks.commands:check_command",
    "build": "lodestar.models.commands:build_command",
    "status": "lodestar.models.commands:status_command",
    "query": "lodestar.metrics.commands:query_command",
    "metrics": "lodestar.metrics.commands:metrics_command",
    "export": "lodestar.exports.commands:export_command",
    "serve": "lodestar.app.commands:serve_command",
    "sample": "lodestar.sample.commands:sample_command",
    "demo": "lodestar.app.commands:demo_command",
}


class LazyGroup(click.Group):
    """Import a command's module only when that command is asked for: `lodestar query` never loads Streamlit."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="lodestar")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=lambda: Path(os.environ.get("LODESTAR_DATA", "lodestar-data")),
    show_default="./lodestar-data, or LODESTAR_DATA",
    help="The folder that holds everything Lodestar keeps.",
)
@click.pass_context
def lodestar(context: click.Context, data: Path) -> None:
    """How well are we really serving our customers, including the majority who never rate us?"""
    context.obj = DataFolder(data)


def main() -> None:
    """Run the command; every failure a person can mend ends in one sentence and its exit code."""
    try:
        lodestar.main(standalone_mode=False)
    except LodestarError as error:
        print(f"lodestar: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
