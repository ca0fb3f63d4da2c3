#!/usr/bin/env python3
"""Measures trawl alone on the fixtures' fleet: alone.py [--nodes N] [--width W] [--cancel-nodes N] [--mib M].

What it says compares with nothing but its own earlier runs on the same machine, which also runs the nodes: for ratios
to other programs see run.sh. Any user may run it.
"""
import argparse
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


class Bench:
    def __init__(self, trawl, folder):
        self.trawl, self.folder, self.runs = trawl, folder, 0

    def fleet(self, *words):
        return subprocess.run([FLEET, *words], check=True, capture_output=True, text=True).stdout

    def start(self, nodes, command, *options):
        self.runs += 1
        inventory = self.folder / f"inventory-{nodes}.yaml"
        inventory.write_text(self.fleet("inventory", str(self.folder / "fleet"), str(nodes)))
        data = self.folder / f"data-{self.runs}"
        words = ["collect", "all", "--yes", "--inventory", str(inventory), "--command", command, "--data-dir", str(data)]
        return subprocess.Popen(
            [self.trawl, *words, "--progress", "none", "--quiet", *options], stdout=subprocess.DEVNULL
        )

    def finish(self, child, expected):
        """Seconds of CPU and the largest memory of a child, in MiB."""
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != expected:
            sys.exit(f"bench: trawl ended with {child.returncode} where {expected} was expected")
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

    def running(self, command):
        return sum(
            line.partition(" ")[2] == command
            for line in self.fleet("ps", str(self.folder / "fleet")).splitlines()
        )

    def fanout(self, nodes, width):
        begin = time.monotonic()
        cpu, memory = self.finish(self.start(nodes, "echo hello", "--concurrency", str(width)), 0)
        took = time.monotonic() - begin
        print(f"fanout  {nodes} nodes, {width} at once: {took:.1f} s, {1000 * cpu / nodes:.2f} ms CPU a node, {memory:.0f} MiB")

    def cancel(self, nodes):
        command = "sleep 604899"
        child = self.start(nodes, command, "--concurrency", str(nodes))
        deadline = time.monotonic() + 120
        while self.running(command) < nodes:
            if time.monotonic() > deadline:
                sys.exit("bench: the commands that were to be cancelled did not start")
            time.sleep(0.1)
        begin = time.monotonic()
        child.send_signal(signal.SIGINT)
        self.finish(child, 130)
        took = time.monotonic() - begin
        print(f"cancel  {nodes} nodes: ended and seen gone in {took:.2f} s, {self.running(command)} left running")

    def bulk(self, mib):
        begin = time.monotonic()
        child = self.start(1, f"head -c {mib << 20} /dev/zero")
        cpu, memory = self.finish(child, 0)
        took = time.monotonic() - begin
        print(f"bulk    {mib} MiB from one node: {mib / took:.0f} MiB/s, {1024 * cpu / mib:.1f} s CPU a GiB, {memory:.0f} MiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trawl", default=str(TOP / ".build/release/trawl"))
    parser.add_argument("--nodes", type=int, default=300)
    parser.add_argument("--width", type=int, default=100)
    parser.add_argument("--cancel-nodes", type=int, default=50)
    parser.add_argument("--mib", type=int, default=1000)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    folder = Path(tempfile.mkdtemp(prefix="trawl-bench."))
    bench = Bench(options.trawl, folder)
    try:
        bench.fleet("up", str(folder / "fleet"))
        bench.fanout(options.nodes, options.width)
        bench.cancel(options.cancel_nodes)
        bench.bulk(options.mib)
    finally:
        if (folder / "fleet").exists():
            bench.fleet("down", str(folder / "fleet"))
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
