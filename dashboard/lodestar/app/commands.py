"""The commands `serve` and `demo`: open the dashboard, on one's own data or on the made-up shop."""

import os
import subprocess
import sys
from pathlib import Path

import click

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.locate import program_folder

APP = Path(__file__).parent


@click.command("serve")
@click.option("--port", default=8501, show_default=True, help="The port on this machine.")
@click.pass_obj
def serve_command(folder: DataFolder, port: int) -> None:
    """Open the dashboard in the browser of this machine. Stop it with Ctrl-C."""
    print(f"Lodestar is on http://localhost:{port} (stop it with Ctrl-C).", flush=True)
    environment = {**os.environ, "LODESTAR_DATA": str(folder.root.resolve())}
    command = [sys.executable, "-m", "streamlit", "run", str(APP / "main.py"),
               "--server.port", str(port), "--server.address", "localhost"]  # fmt: skip
    try:
        done = subprocess.run(command, cwd=APP, env=environment, check=False)  # noqa: S603 - our own command line
    except KeyboardInterrupt:
        return
    if done.returncode > 0:
        raise LodestarError(f"The dashboard could not start on port {port}: try another with --port.")


@click.command("demo")
@click.option("--port", default=8501, show_default=True, help="The port on this machine.")
@click.option("--no-serve", is_flag=True, help="Stop after the numbers are published.")
@click.pass_context
def demo_command(context: click.Context, port: int, no_serve: bool) -> None:
    """Import the made-up shop that comes with Lodestar, check it, build its numbers and open the dashboard."""
    group = context.parent.command if context.parent else None
    assert isinstance(group, click.Group)
    sample = program_folder("sample_data")
    sources = [str(path) for path in sorted(sample.iterdir()) if path.is_dir() and path.name not in NOT_IMPORTED]
    for name, arguments in (("import", sources), ("check", []), ("build", [])):
        command = group.get_command(context, name)
        assert command is not None
        with command.make_context(name, arguments, parent=context.parent) as inner:
            command.invoke(inner)
    if not no_serve:
        context.invoke(serve_command, port=port)


NOT_IMPORTED = {"truth", "texts"}
