"""Asks one address again and again: `python load.py ADDRESS HOST SECONDS METHOD [BODY]`.

A program of its own, so that it does not share Python's lock with the server that it measures.
Prints requests a second.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import time
from urllib.parse import urlsplit

_CONNECTIONS = 8


async def _ask(port: int, head: str, body: str, numbers: itertools.count[int], end: float) -> int:
    """Ask until it is time; returns how many answers came, each of them 200."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    done = 0
    while time.monotonic() < end:
        payload = body.replace("NUMBER", str(next(numbers))).encode()
        writer.write(f"{head}content-length: {len(payload)}\r\n\r\n".encode() + payload)
        answer = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in answer.partition(b"\r\n")[0]:
            raise SystemExit(f"load: {answer.decode()}")
        length = answer.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        done += 1
    writer.close()
    return done


async def main(address: str, host: str, seconds: str, method: str, body: str = "") -> None:
    """Print how many requests a second were answered."""
    url = urlsplit(address)
    headers = f"host: {host}\r\nuser-agent: Mozilla/5.0\r\norigin: http://shop.localhost\r\n"
    head = f"{method} {url.path}?{url.query} HTTP/1.1\r\n{headers}content-type: text/plain\r\n"
    numbers, end = itertools.count(), time.monotonic() + float(seconds)
    asks = (_ask(url.port or 80, head, body, numbers, end) for _ in range(_CONNECTIONS))
    print(sum(await asyncio.gather(*asks)) / float(seconds))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
