"""PostgreSQL and Valkey from Python wheels, so that the portal starts with one command.

Plain Python that knows nothing of Django: the settings ask ``locate()`` where the
services are, ``python -m regio.core.embedded`` starts and watches them.

``location``    where things are: data, logs, running services
``process``     one child process that never outlives its parent
``postgres``    the database server from the wheel
``valkey``      the queue and cache server from the wheel
``supervisor``  starts children, watches them, starts them again, stops them
``services``    the two servers together, or the ones the environment names
``execute``     one command with the services around it (``make test``, ``make manage``)
``run``         the whole portal (``make run``)
"""

from regio.core.embedded.location import Located, locate

__all__ = ["Located", "locate"]
