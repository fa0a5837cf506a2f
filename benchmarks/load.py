"""Ask one address again and again over a few connections and say how long each answer took.

A process of its own, on another core than the server:
``python -m benchmarks.load HOST PORT PATH REQUESTS CONNECTIONS [COOKIE]``. With a cookie
the portal makes each answer anew, because the visitor may be somebody.
"""

import http.client
import json
import os
import sys
import threading
import time

HEADERS = {"Accept-Encoding": "gzip", "Host": "localhost"}


def _one_connection(
    address: tuple[str, int], path: str, requests: int, seconds: list[float], sizes: list[int]
) -> None:
    connection = http.client.HTTPConnection(*address, timeout=30)
    for _ in range(requests):
        start = time.perf_counter()
        connection.request("GET", path, headers=HEADERS)
        answer = connection.getresponse()
        body = answer.read()
        seconds.append(time.perf_counter() - start)
        sizes.append(len(body))
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
    connection.close()


def measure(host: str, port: int, path: str, requests: int, connections: int) -> dict[str, object]:
    """Return the duration of the whole, each answer's seconds and the size of an answer."""
    seconds: list[float] = []
    sizes: list[int] = []
    share = requests // connections
    threads = [
        threading.Thread(target=_one_connection, args=((host, port), path, share, seconds, sizes))
        for _ in range(connections)
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = time.perf_counter() - start
    if len(seconds) != share * connections:
        raise SystemExit(f"{path}: {share * connections - len(seconds)} answers are missing")
    return {"total": total, "seconds": seconds, "size": max(sizes)}


if __name__ == "__main__":
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})
    name, port_number, target, amount, width, *cookie = sys.argv[1:]
    if cookie:
        HEADERS["Cookie"] = cookie[0]
    print(json.dumps(measure(name, int(port_number), target, int(amount), int(width))))
