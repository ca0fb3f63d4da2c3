#!/usr/bin/env python3
"""Asks a serving trawl much while a job runs: serve-load.py [--nodes N] [--seconds S] [--clients C] [--streams E].

A fleet of the fixtures' on this machine, `trawl serve` (the release build), one job over N nodes, whose status C clients
ask for over kept connections as fast as they are answered, while E event streams follow it. Says as one JSON object how
long answers took, what failed, and how the server's memory went. The machine runs all of it, so that only ratios of runs
on the same machine mean something. Any user may run it; nothing but Python is needed.
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
        load = Load(port, token, job)
        samples = asyncio.run(load.run(options.clients, options.streams, options.seconds, lambda: resident(child.pid)))
        _, body = settled(port, token, job)
        stood = json.loads(body)
        begin = time.monotonic()
        asyncio.run(Connection(port, token).ask("POST", f"/jobs/{job}/cancel"))
        while not json.loads(settled(port, token, job)[1])["settled"] and time.monotonic() < begin + 60:
            time.sleep(0.05)
        ordered = sorted(load.times)
        return {
            "nodes": options.nodes, "clients": options.clients, "streams": options.streams, "seconds": options.seconds,
            "answers": len(ordered), "answers_per_s": round(len(ordered) / options.seconds, 1),
            "p50_ms": percentile(ordered, 0.50), "p99_ms": percentile(ordered, 0.99),
            "max_ms": percentile(ordered, 1), "errors": load.errors, "events": load.events,
            "streams_broken": load.breaks, "job_status": stood["status"], "job_counts": stood["counts"],
            "cancel_to_settled_s": round(time.monotonic() - begin, 2),
            "rss_mib": {"first": samples[0], "last": samples[-1], "most": max(samples), "each_second": samples},
        }
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(60)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trawl", default=str(TOP / ".build/release/trawl"))
    parser.add_argument("--nodes", type=int, default=1000)
    parser.add_argument("--concurrency", type=int, default=200, help="nodes worked on at once")
    parser.add_argument("--command", default="sleep 5; echo done", help="what is run on each node")
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--streams", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--output", help="where the JSON is written as well")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    folder = Path(tempfile.mkdtemp(prefix="trawl-load."))
    try:
        subprocess.run([FLEET, "up", str(folder / "fleet")], check=True, capture_output=True)
        text = json.dumps(measure(options, folder), indent=2)
        print(text)
        if options.output:
            Path(options.output).write_text(text + "\n")
    finally:
        if (folder / "fleet").exists():
            subprocess.run([FLEET, "down", str(folder / "fleet")], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
