"""pgqueuer's own worker with an entry point that does nothing: `pgqueuer_peer.py URL work|measure [JOBS]`."""
import asyncio
import logging
import sys
import time

import asyncpg
import uvloop
from measure import rate, span
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgDriver
from pgqueuer.queries import Queries
from pgqueuer.types import QueueExecutionMode

url = sys.argv[1]
logging.disable(logging.CRITICAL)


async def fill(jobs):
    connection = await asyncpg.connect(url)
    queries = Queries.from_asyncpg_connection(connection)
    if not await queries.schema_is_installed():
        await queries.install()
    for first in range(0, jobs, 2_000):
        count = min(2_000, jobs - first)
        await queries.enqueue(["nothing"] * count, [None] * count, [0] * count)
    await connection.close()


async def work():
    connection = await asyncpg.connect(url)
    queue = PgQueuer(AsyncpgDriver(connection))

    @queue.entrypoint("nothing")
    async def nothing(job):
        return None

    start = time.monotonic()
    await queue.qm.run(batch_size=100, mode=QueueExecutionMode.drain)
    span(start)


if sys.argv[2] == "work":
    uvloop.run(work())
else:
    count = int(sys.argv[3])
    uvloop.run(fill(count))
    print(rate(__file__, url, count))
