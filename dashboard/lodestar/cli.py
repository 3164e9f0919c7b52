"""The console command `lodestar`: one group, each command defined beside the part that does the work."""

import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from types import TracebackType

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
    "follow-up": "lodestar.follow_ups.commands:follow_up_group",
    "serve": "lodestar.app.commands:serve_command",
    "sample": "lodestar.sample.commands:sample_command",
    "demo": "lodestar.app.commands:demo_command",
}

STOPPED = 130


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
    """Run the command; whatever happens ends in one sentence and its exit code."""
    sys.excepthook = _unexpected
    try:
        lodestar.main(standalone_mode=False)
    except LodestarError as error:
        _end(str(error), error.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        sys.exit(STOPPED)
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        _end(f"{error.strerror or error}{where}: check the permissions and the free space, then run it again.", 2)
    except MemoryError:
        _end("there is not enough memory for this: close other programs, or import fewer files at a time.", 2)


def _end(sentence: str, code: int) -> None:
    print(f"lodestar: {sentence}", file=sys.stderr)
    sys.exit(code)


def _unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say where the program went wrong without a traceback, whose lines could show customers' text."""
    last = traceback.extract_tb(trace)[-1] if trace else None
    place = f" at {Path(last.filename).name}:{last.lineno}" if last else ""
    del error
    print(
        f"lodestar: this should not have happened ({kind.__name__}{place}). Nothing was published; "
        "what was published before is still served. Please report that line.",
        file=sys.stderr,
    )
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(2)
