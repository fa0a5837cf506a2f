"""What the preparing process leaves behind for the processes that fork from it."""

import subprocess
import sys

from regio.core.embedded.location import PROJECT

FORK_AFTER_PREPARING = """
import multiprocessing
import typst
from regio.core.embedded import prepare

def compile_letters(name=""):
    for number in range(5):
        typst.compile(f"= Brief {number}\\n#lorem(3000)".encode(), format="pdf")

prepare._call = compile_letters
prepare._call_in_child("load_samples")
worker = multiprocessing.get_context("fork").Process(target=compile_letters, daemon=True)
worker.start()
worker.join(20)
print("hangs" if worker.exitcode is None else worker.exitcode)
"""


def test_worker_that_forks_after_the_samples_can_still_make_a_letter():
    done = subprocess.run(
        [sys.executable, "-c", FORK_AFTER_PREPARING],
        cwd=PROJECT,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert (done.stdout.strip(), done.returncode) == ("0", 0)
