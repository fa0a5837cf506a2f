"""The web server of ``make run``: prepares everything, then becomes gunicorn.

In one process, because loading Django is most of the work of a second start.
"""

import sys

from gunicorn.app.wsgiapp import run

from regio.core.embedded.prepare import prepare

if __name__ == "__main__":
    prepare()
    sys.exit(run(prog="gunicorn"))
