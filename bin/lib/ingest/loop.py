"""Runs the statements of a page of orders again and again through Python's sqlite3: the peer of `bin/bench ingest-sqlite`."""
import random
import re
import sqlite3
import sys
import time

file, spec, pages, page, durability, spread, base = sys.argv[1:8]
pages, page, spread, base = int(pages), int(page), int(spread), int(base)


def value(words):
    """A value as Python source that makes it from a page's numbers."""
    if words[1] == "n":
        return "None"
    if words[1] == "c":
        return "now"
    if words[1] in "ir":
        return words[2]
    pieces = re.split(r"\{([xsyn]\d*)\}", words[2])
    out = []
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            if piece:
                out.append(repr(piece))
        elif piece == "y":
            out.append("y")
        else:
            out.append(f"{piece[0]}[{piece[1:]}]")
    return " + ".join(out) or "''"


runs = []
for line in open(spec, encoding="utf-8"):
    words = line.rstrip("\n").split("\t", 2)
    if words[0] == "S":
        sql = line.rstrip("\n").split("\t", 1)[1]
    elif words[0] == "X":
        runs.append((sql, []))
    else:
        runs[-1][1].append(value(words))
runs = [(sql, eval("lambda x, s, y, n, now: (" + "".join(v + ", " for v in values) + ")")) for sql, values in runs]

db = sqlite3.connect(file, isolation_level=None, cached_statements=256)
db.execute("PRAGMA journal_mode = WAL")
db.execute("PRAGMA foreign_keys = ON")
db.execute("PRAGMA synchronous = " + durability.upper())
step = max(1, spread // 3)
start = time.perf_counter()
for turn in range(pages):
    first = 900_000_000_000 + base + turn * page
    skus = []
    for _ in range(page):
        one = random.randrange(spread)
        skus += [one, (one + step) % spread, (one + 2 * step) % spread]
    x, s = ["%012x" % k for k in skus], [str(k) for k in skus]
    y, n = "%012x" % first, [str(first + k) for k in range(page)]
    db.execute("BEGIN IMMEDIATE")
    for sql, values in runs:
        db.execute(sql, values(x, s, y, n, int(time.time() * 1e6))).fetchall()
    db.execute("COMMIT")
print(pages * page / (time.perf_counter() - start))
