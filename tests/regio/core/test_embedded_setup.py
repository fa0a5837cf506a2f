"""The small programs that look for Python, Node and Chromium before anything is installed."""

import subprocess
from pathlib import Path

import pytest

from regio.core.embedded.location import PROJECT

WORKING = "#!/bin/sh\nexit 0\n"
BROKEN_SHIM = "#!/bin/sh\necho 'the version is not installed' >&2\nexit 127\n"
WITHOUT_VENV = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; esac\n'
NODE_18 = '#!/bin/sh\n[ "$1" = --version ] && echo v18.20.0 && exit\nexit 1\n'
CHROMIUM = "#!/bin/sh\necho Chromium 140.0\n"


@pytest.mark.parametrize(
    ("programs", "found"),
    [
        ({"python3.13": WORKING, "python3.12": WORKING}, "python3.13"),
        ({"python3.13": BROKEN_SHIM, "python3.12": WORKING}, "python3.12"),
        ({"python3.13": WITHOUT_VENV, "python3": WORKING}, "python3"),
    ],
)
def test_the_first_python_that_really_works_is_found(
    tmp_path: Path, programs: dict[str, str], found: str
) -> None:
    assert search("find-python", tmp_path, programs) == (0, f"{tmp_path}/{found}\n", "")


@pytest.mark.parametrize(
    ("program", "programs", "message"),
    [
        (
            "find-python",
            {"python3.12": BROKEN_SHIM},
            (
                "Python 3.12 or newer is needed and was not found. Install it, or name it:"
                " make PYTHON=/path/to/python3.13 …\n"
            ),
        ),
        (
            "find-python",
            {"python3.13": WITHOUT_VENV},
            (
                "python3.13 lacks the modules venv and ensurepip. Install them (on Debian and Ubuntu:"
                " apt-get install python3-venv) and try again.\n"
            ),
        ),
        (
            "find-node",
            {},
            "Node.js 20 or newer with npm is needed and was not found. Install it and try again.\n",
        ),
        (
            "find-node",
            {"node": NODE_18, "npm": WORKING},
            "Node.js 20 or newer is needed; {folder}/node is v18.20.0.\n",
        ),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    tmp_path: Path, program: str, programs: dict[str, str], message: str
) -> None:
    assert search(program, tmp_path, programs) == (1, "", message.format(folder=tmp_path))


def test_a_chromium_that_only_tells_where_to_get_it_is_passed_over(tmp_path: Path) -> None:
    programs = {"chromium": BROKEN_SHIM, "google-chrome": CHROMIUM}
    assert search("find-chromium", tmp_path, programs) == (0, f"{tmp_path}/google-chrome\n", "")


def search(program: str, folder: Path, programs: dict[str, str]) -> tuple[int, str, str]:
    """Run one of the small programs with only these others on the PATH."""
    for name, text in programs.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    (folder / "grep").symlink_to("/bin/grep")
    done = subprocess.run(
        ["/bin/sh", PROJECT / ".ci" / program],
        env={"PATH": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr
