"""The commands `serve` and `demo`: open the dashboard, on one's own data or on the made-up shop."""

import os
import shutil
import socket
import sys
from pathlib import Path

import click

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError, NeedsAPersonError

APP = Path(__file__).parent
DEMO_CONTACTS = 40_000
SAMPLE_SOURCES = ("shop", "zendesk", "servicenow")


@click.command("serve", short_help="Open the dashboard in the browser.")
@click.option("--port", default=8501, show_default=True, help="The port on this machine.")
@click.pass_obj
def serve_command(folder: DataFolder, port: int) -> None:
    """Open the dashboard in the browser of this machine. Stop it with Ctrl-C."""
    with socket.socket() as probe:
        if probe.connect_ex(("localhost", port)) == 0:
            raise LodestarError(f"Port {port} is taken by another program: choose another with --port.")
    print(f"Lodestar is on http://localhost:{port} (stop it with Ctrl-C).", flush=True)
    os.environ["LODESTAR_DATA"] = str(folder.root.resolve())
    os.chdir(APP)
    command = [sys.executable, "-m", "streamlit", "run", str(APP / "served.py"),
               "--server.port", str(port), "--server.address", "localhost"]  # fmt: skip
    # Becoming the server, not starting it: whoever stops this process stops the dashboard.
    os.execv(command[0], command)  # noqa: S606 - our own command line


@click.command("demo", short_help="Try everything with a made-up shop.")
@click.option("--port", default=8501, show_default=True, help="The port on this machine.")
@click.option("--contacts", default=DEMO_CONTACTS, show_default=True, help="How many contacts the made-up shop has.")
@click.option("--no-serve", is_flag=True, help="Stop after the numbers are published.")
@click.pass_context
def demo_command(context: click.Context, port: int, contacts: int, no_serve: bool) -> None:
    """Make up a shop's exports, import and check them, build the numbers and open the dashboard.

    A second run goes on with what is there.
    """
    folder: DataFolder = context.obj
    sample = folder.root / "sample"
    steps = [["sample", "--contacts", str(contacts), "--out", str(sample)]]
    steps += [["import", str(sample / name), "--source", name, "--tz", "UTC"] for name in SAMPLE_SOURCES]
    steps += [["check"], ["build"]]
    group = context.find_root().command
    folder.create()
    for arguments in steps:
        print(f"\n$ lodestar {' '.join(arguments)}", flush=True)
        try:
            group.main(["--data", str(folder.root), *arguments], standalone_mode=False)
        except NeedsAPersonError as error:
            print(error)
        if arguments[0] == "sample" and not folder.settings_file.exists():
            shutil.copy(sample / folder.settings_file.name, folder.settings_file)
    if not no_serve:
        context.invoke(serve_command, port=port)
