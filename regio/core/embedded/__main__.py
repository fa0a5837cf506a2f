"""``python -m regio.core.embedded``: see ``--help``."""

import argparse
import os
import sys

from regio.core.embedded.execute import execute
from regio.core.embedded.location import Impossible
from regio.core.embedded.reset import reset
from regio.core.embedded.run import run
from regio.core.embedded.supervisor import StopAsked


def main(arguments: list[str]) -> int:
    """Do what the arguments say; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _act(options)
    except Impossible as error:
        text = str(error)
    except StopAsked as asked:
        text = f"Stopped ({asked})."
    except PermissionError as error:
        text = (
            f"No permission: {error}. Was the portal started here as another user before?"
            " Give the folder back to one user (chown -R), or start it as that user."
        )
    except OSError as error:
        text = f"The machine refuses: {error}"
    print(text, file=sys.stderr, flush=True)
    return 1


def _act(options: argparse.Namespace) -> int:
    match options.action:
        case "run":
            return run(port=options.port, verbose=options.verbose)
        case "exec":
            return execute(options.command, is_ephemeral=options.ephemeral)
        case _:
            return reset()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m regio.core.embedded", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    run_parser = actions.add_parser("run", help="start and watch the whole portal")
    run_parser.add_argument("--port", type=int, default=os.environ.get("PORT") or "8000")
    run_parser.add_argument("--verbose", action="store_true", help="show every line of every log")
    exec_parser = actions.add_parser("exec", help="run one command with the services around it")
    exec_parser.add_argument("--ephemeral", action="store_true", help="empty services of its own")
    exec_parser.add_argument("command", nargs="+")
    actions.add_parser("reset", help="throw away all data of this clone")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
