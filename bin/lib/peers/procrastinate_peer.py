"""procrastinate's own worker with a task that does nothing: `procrastinate_peer.py URL fill|work|measure [JOBS]`."""
import asyncio
import logging
import sys
import time

from measure import rate, span
from procrastinate import App, PsycopgConnector

url = sys.argv[1]
app = App(connector=PsycopgConnector(conninfo=url, min_size=2, max_size=10))
logging.disable(logging.CRITICAL)


@app.task(name="nothing", queue="bench")
async def nothing(number: int):
    return None


async def fill(jobs):
    async with app.open_async():
        if not await app.check_connection_async():
            await app.schema_manager.apply_schema_async()
        for first in range(0, jobs, 500):
            await nothing.batch_defer_async(*[{"number": n} for n in range(first, min(jobs, first + 500))])


async def work():
    async with app.open_async():
        start = time.monotonic()
        await app.run_worker_async(
            concurrency=100, wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="always"
        )
        span(start)


if sys.argv[2] == "work":
    asyncio.run(work())
else:
    count = int(sys.argv[3])
    asyncio.run(fill(count))
    print(rate(__file__, url, count))
