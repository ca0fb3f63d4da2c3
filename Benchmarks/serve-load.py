#!/usr/bin/env python3
"""Asks a serving trawl much while a job runs: serve-load.py [--nodes N] [--seconds S] [--clients C] [--streams E] [--check].

A fleet of the fixtures' on this machine, `trawl serve` (the release build), one job over N nodes. Once all of them run,
C clients ask for its status over kept connections as fast as they are answered, while E event streams follow it; then it is
cancelled. Says as one JSON object how long answers took, what failed, and how the server's memory went. With --check it
holds them to what is promised, names what was missed, and ends with 1 where something was. The machine runs all of it, the
nodes' sshd too. Any user may run it; nothing but Python is needed.
"""
import argparse
import asyncio
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
FLEET = TOP / "fixtures/fleet/fleet.sh"


class Connection:
    """One kept connection to the server."""

    def __init__(self, port, token):
        self.port, self.token, self.reader, self.writer = port, token, None, None

    async def send(self, method, path, body=b""):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=16 << 20)
        head = f"{method} {path} HTTP/1.1\r\nHost: trawl\r\nAuthorization: Bearer {self.token}\r\n"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self.writer.write(head.encode() + b"\r\n" + body)
        await self.writer.drain()
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        return int(lines[0].split()[1]), fields

    async def ask(self, method, path, body=b""):
        status, fields = await self.send(method, path, body)
        return status, await self.reader.readexactly(int(fields.get("content-length", 0)))

    def close(self):
        if self.writer is not None:
            self.writer.close()
            self.writer = None


class Load:
    def __init__(self, port, token, job):
        self.port, self.token, self.job = port, token, job
        self.times, self.errors, self.events, self.breaks = [], {}, 0, 0

    async def client(self, end):
        connection = Connection(self.port, self.token)
        while time.monotonic() < end:
            begin = time.monotonic()
            try:
                status, _ = await connection.ask("GET", f"/jobs/{self.job}")
                if status == 200:
                    self.times.append(time.monotonic() - begin)
                else:
                    self.errors[str(status)] = self.errors.get(str(status), 0) + 1
            except (OSError, asyncio.IncompleteReadError) as error:
                name = type(error).__name__
                self.errors[name] = self.errors.get(name, 0) + 1
                connection.close()
        connection.close()

    async def stream(self, end):
        """Follows the job, and takes the stream up again where it breaks off."""
        while time.monotonic() < end:
            connection = Connection(self.port, self.token)
            try:
                status, _ = await connection.send("GET", f"/jobs/{self.job}/events")
                if status != 200:
                    raise OSError(status)
                while time.monotonic() < end:
                    line = await asyncio.wait_for(connection.reader.readline(), 20)
                    if not line:
                        break
                    self.events += line.startswith(b"event: ")
            except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
                pass
            finally:
                connection.close()
            if time.monotonic() < end:
                self.breaks += 1
                await asyncio.sleep(0.2)

    async def run(self, clients, streams, seconds, sample):
        end = time.monotonic() + seconds
        following = [asyncio.create_task(self.stream(end)) for _ in range(streams)]
        asking = [asyncio.create_task(self.client(end)) for _ in range(clients)]
        samples = [sample()]
        while time.monotonic() < end:
            await asyncio.sleep(min(1, max(0, end - time.monotonic())))
            samples.append(sample())
        await asyncio.gather(*asking)
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
        return samples


def percentile(ordered, share):
    return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2) if ordered else None


def resident(pid):
    """MiB of a process that are in memory (proc(5), statm)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return round(pages * resource.getpagesize() / (1 << 20), 1)


def serve(trawl, folder, inventory, streams):
    child = subprocess.Popen(
        [trawl, "serve", "--port", "0", "--data-dir", str(folder / "data"), "--inventory", str(inventory),
         "--set", f"limits.streams_per_token={streams + 8}", "--set", "log.level=warning"],
        stdout=subprocess.PIPE, stderr=open(folder / "log", "w"), text=True,
        env={**os.environ, "HOME": str(folder), "SSH_AUTH_SOCK": ""},
    )
    for line in child.stdout:
        if "listens on" in line:
            note = json.loads((folder / "data/local-server.json").read_text())
            return child, int(note["url"].rsplit(":", 1)[1]), note["token"]
    sys.exit("serve-load: the server did not start:\n" + (folder / "log").read_text())


def settled(port, token, job):
    return asyncio.run(Connection(port, token).ask("GET", f"/jobs/{job}"))


def wait_until_running(port, token, job, nodes):
    """How long it took until all nodes ran, in seconds; what has ended by itself counts too."""
    begin = time.monotonic()
    while True:
        counts = json.loads(settled(port, token, job)[1])["counts"]
        if counts["pending"] == 0:
            return round(time.monotonic() - begin, 2)
        if time.monotonic() > begin + 60 + nodes / 5:
            sys.exit(f"serve-load: the nodes do not start: {counts}")
        time.sleep(0.1)


def missed(result, limits):
    """What was promised and is not so, a sentence each."""
    figures = {
        "p99_ms": "milliseconds for 99 of 100 answers", "cancel_ms": "milliseconds for the answer to the cancel",
        "cancel_to_settled_s": "seconds from the cancel to its last verdict", "streams_broken": "streams that broke off",
        "rss_growth_mib": "MiB that the server grew by",
    }
    sentences = [
        f"{name}: {result[name]} {words}, at most {limits[name]} are promised"
        for name, words in figures.items() if result[name] is None or result[name] > limits[name]
    ]
    if result["errors"]:
        sentences.append(f"errors: {result['errors']}, none is promised")
    if result["nodes_running"] < 0.99 * result["nodes"]:
        sentences.append(f"nodes_running: only {result['nodes_running']} of {result['nodes']} ran, which measures nothing")
    return sentences


async def cancel(port, token, job):
    """The status of the answer, and how long it took in seconds, the connection being there already."""
    connection = Connection(port, token)
    await connection.ask("GET", f"/jobs/{job}")
    begin = time.monotonic()
    status, _ = await connection.ask("POST", f"/jobs/{job}/cancel")
    return status, time.monotonic() - begin


def measure(options, folder):
    inventory = folder / "inventory.yaml"
    inventory.write_text(
        subprocess.run(
            [FLEET, "inventory", str(folder / "fleet"), str(options.nodes)], check=True, capture_output=True, text=True
        ).stdout
    )
    child, port, token = serve(options.trawl, folder, inventory, options.streams)
    try:
        wanted = {
            "targets": "all", "commands": [options.command],
            "options": {"concurrency": options.concurrency, "node_timeout_s": 3600},
        }
        status, body = asyncio.run(Connection(port, token).ask("POST", "/jobs", json.dumps(wanted).encode()))
        if status != 201:
            sys.exit(f"serve-load: the job was not taken: {status} {body.decode()}")
        job = json.loads(body)["job_id"]
        started = wait_until_running(port, token, job, options.nodes)
        load = Load(port, token, job)
        samples = asyncio.run(load.run(options.clients, options.streams, options.seconds, lambda: resident(child.pid)))
        _, body = settled(port, token, job)
        stood = json.loads(body)
        status, took = asyncio.run(cancel(port, token, job))
        if status != 200:
            load.errors[f"cancel {status}"] = 1
        begin = time.monotonic() - took
        while not json.loads(settled(port, token, job)[1])["settled"] and time.monotonic() < begin + 60:
            time.sleep(0.05)
        ordered = sorted(load.times)
        tenth = max(1, len(samples) // 10)
        growth = sum(samples[-tenth:]) / tenth - sum(samples[tenth:2 * tenth] or samples[:tenth]) / tenth
        return {
            "nodes": options.nodes, "clients": options.clients, "streams": options.streams, "seconds": options.seconds,
            "answers": len(ordered), "answers_per_s": round(len(ordered) / options.seconds, 1),
            "p50_ms": percentile(ordered, 0.50), "p99_ms": percentile(ordered, 0.99),
            "max_ms": percentile(ordered, 1), "errors": load.errors, "events": load.events,
            "streams_broken": load.breaks, "job_status": stood["status"], "job_counts": stood["counts"],
            "cancel_ms": round(1000 * took, 1), "cancel_to_settled_s": round(time.monotonic() - begin, 2),
            "all_running_after_s": started, "nodes_running": stood["counts"]["running"], "rss_growth_mib": round(growth, 1),
            "rss_mib": {"first": samples[0], "last": samples[-1], "most": max(samples), "each_second": samples},
        }
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(60)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trawl", default=str(TOP / ".build/release/trawl"))
    parser.add_argument("--nodes", type=int, default=1000)
    parser.add_argument("--concurrency", type=int, help="nodes worked on at once (all of them unless said)")
    parser.add_argument(
        "--command", default="for i in 1 2 3 4 5 6; do echo tick $i; sleep 20; done; sleep 3600",
        help="what is run on each node",
    )
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--streams", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--output", help="where the JSON is written as well")
    parser.add_argument("--check", action="store_true", help="hold it to what is promised")
    parser.add_argument("--p99-ms", type=float, default=50)
    parser.add_argument("--cancel-ms", type=float, default=50)
    parser.add_argument("--cancel-to-settled-s", type=float, default=10)
    parser.add_argument("--streams-broken", type=int, default=0)
    parser.add_argument("--rss-growth-mib", type=float, default=32)
    options = parser.parse_args()
    options.concurrency = options.concurrency or options.nodes
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    folder = Path(tempfile.mkdtemp(prefix="trawl-load."))
    try:
        subprocess.run([FLEET, "up", str(folder / "fleet")], check=True, capture_output=True)
        result = measure(options, folder)
        if options.check:
            result["missed"] = missed(result, vars(options))
        text = json.dumps(result, indent=2)
        print(text)
        if options.output:
            Path(options.output).write_text(text + "\n")
        for sentence in result.get("missed", []):
            print(f"serve-load: {sentence}", file=sys.stderr)
        if result.get("missed"):
            sys.exit(1)
    finally:
        if (folder / "fleet").exists():
            subprocess.run([FLEET, "down", str(folder / "fleet")], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
