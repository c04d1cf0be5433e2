"""Asks one address of this machine again and again for a few seconds: with wrk where it is there, else from Python."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import threading
import time
from urllib.parse import urlsplit

CONNECTIONS = 8
RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
FAULTS = re.compile(r"Non-2xx or 3xx responses: .*|Socket errors: (?!connect 0, read 0, write 0).*")


class Faulty(Exception):
    """Some answers were no answers: the figure would be of something else."""


def rate(url: str, seconds: float, headers: dict[str, str]) -> float:
    """Requests a second; Faulty when not every answer is a success."""
    if urlsplit(url).hostname != "127.0.0.1":
        raise ValueError("load is for this machine alone")
    wrk = shutil.which("wrk")
    return rate_of_wrk(wrk, url, seconds, headers) if wrk else rate_of_own(url, seconds, headers)


def rate_of_wrk(program: str, url: str, seconds: float, headers: dict[str, str]) -> float:
    """Measured by wrk with one thread."""
    duration = f"{max(1, round(seconds))}s"
    command = [program, "--threads", "1", "--connections", str(CONNECTIONS), "--duration", duration]
    command += ["--timeout", "20s"]
    for name, value in headers.items():
        command += ["--header", f"{name}: {value}"]
    said = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout
    faults, found = FAULTS.search(said), RATE.search(said)
    if faults or not found:
        raise Faulty(f"{url}: {faults[0] if faults else said}")
    return float(found[1])


def rate_of_own(url: str, seconds: float, headers: dict[str, str]) -> float:
    """Measured by threads of our own: slower than wrk, and for the floor and the pages alike."""
    ends, counts = time.monotonic() + seconds, [0] * CONNECTIONS
    faults: list[int] = []

    def ask(number: int) -> None:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=10)
        while time.monotonic() < ends and not faults:
            connection.request("GET", url.removeprefix(f"http://{parts.netloc}"), headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                faults.append(answer.status)
            counts[number] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise Faulty(f"{url}: {faults}")
    return sum(counts) / seconds
