#!/usr/bin/env python3
"""Kills the engine with SIGKILL at random moments and holds what is left against what it had acknowledged.

    scripts/crash.py [--binary .build/release/sextant] [--moments 50] [--seed 1] [--kinds training,gateway]

A cockpit in a pseudo-terminal is the engine. This program is the outside witness: it asks over the engine's socket,
writes every receipt into a file of its own before the next request, kills the engine after a random delay, starts
another one and compares:

  - every acknowledged event is in the journal, with the kind it was acknowledged for
  - every alias names a version whose model file exists and has the hash it is named by
  - no event refers to a file that is not there
  - a run that was under way is ended, with a reason
  - every prediction that was counted is in the log, and a resumed replay answers each request exactly once
  - a canary that was under way goes on at the step that the journal has, and ends

`sextant serve` is killed while clients use it (crash_gateway.py), with what each was answered written down:

  - every answered row is in the log once, with its version, score, unit and what was sent, and every outcome is joined
  - the next gateway goes on after the last identity and knows the outcomes that it has heard
  - a canary that is killed at each step goes on there with the rows it had, and is promoted; a bad version is rolled
    back at its first step and has answered no more than its share
  - of two promotions at once each follows the other, and of two canaries one begins

Python's standard library only. Exit status 0 when all held, 1 with a line for each breach.
"""
import argparse
import collections
import hashlib
import json
import os
import pty
import random
import re
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

from crash_common import ROWS, Project, Witness, prepare
from crash_gateway import KINDS as GATEWAY_KINDS, Gateway


class Engine:
    """A cockpit in a pseudo-terminal, which is drained so that it never has to wait for its screen."""

    def __init__(self, project):
        self.socket = str(project.folder / ".sextant" / "engine.sock")
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LINES="24", COLUMNS="80")
            os.execv(project.binary, [project.binary, "--project", str(project.folder)])
        self.drain = threading.Thread(target=self._drain, daemon=True)
        self.drain.start()
        end = time.time() + 20
        while time.time() < end:
            try:
                self.ask({"query": {"_0": {"status": {}}}})
                return
            except OSError:
                time.sleep(0.005)
        raise RuntimeError("the engine never answered")

    def _drain(self):
        try:
            while os.read(self.terminal, 65536):
                pass
        except OSError:
            pass    # the other end is gone
        os.close(self.terminal)

    def ask(self, request):
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(20)
            link.connect(self.socket)
            link.sendall(json.dumps(request).encode() + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                part = link.recv(1 << 20)
                if not part:
                    raise ConnectionResetError
                answer += part
        return json.loads(answer)

    def send(self, command):
        return self.ask({"send": {"_0": command}})

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        # Its descriptor's number may be used again as soon as it is closed: nobody may still be reading it then.
        self.drain.join()


def drive_training(engine, witness, stop):
    while not stop.is_set():
        reply = engine.send({"train": {"_0": {"overrides": {}, "options": {}}}})
        if "receipt" not in reply:
            raise RuntimeError(f"no training: {reply}")
        receipt = reply["receipt"]["_0"]
        witness.note("run_started", receipt)
        engine.ask({"query": {"_0": {"outcome": {"of": receipt["task"]}}}})


def drive_promotion(engine, witness, stop):
    turn = 0
    while not stop.is_set():
        turn += 1
        if turn % 3 == 0:
            reply, kind = engine.send({"rollback": {"because": "the witness says so"}}), "rolled_back"
        else:
            version = 1 + turn % 2
            reply = engine.send({"promote": {"_0": {"version": version, "now": True, "because": "the witness"}}})
            kind = "promoted"
        if "receipt" in reply:
            witness.note(kind, reply["receipt"]["_0"])


def drive_replay(engine, witness, stop):
    reply = engine.send({"play": {"_0": {"speed": {"rowsPerSecond": {"_0": 20000}}, "resumes": False}}})
    witness.note("play", reply["receipt"]["_0"])
    while not stop.is_set():
        page = engine.ask({"query": {"_0": {"status": {}}}})["page"]["_0"]
        count = json.loads(page[0])["predictions"]
        if count > witness.predictions:
            witness.note("predictions", {}, count=count)
            witness.predictions = count


def drive_rollout(engine, witness, stop):
    reply = engine.send({"promote": {"_0": {"version": 2, "now": False, "because": "the witness", "override": "yes"}}})
    witness.note("rollout_started", reply["receipt"]["_0"])
    drive_replay(engine, witness, stop)


# Breaches of one moment that are printed.
SHOWN = 8

# By kind: what keeps the engine at work, and the most seconds until it is killed.
DRIVERS = {
    "training": (drive_training, 1.2), "promotion": (drive_promotion, 0.4), "replay": (drive_replay, 1.2),
    "rollout": (drive_rollout, 1.6),
}


def breaches(project, witness, kind):
    """What does not hold after the restart."""
    found = []
    journal = {event["sequence"]: event for event in project.journal()}
    for receipt in witness.receipts:
        if receipt["event"] is None:
            continue
        event = journal.get(receipt["event"])
        if event is None:
            found.append(f"acknowledged event {receipt['event']} ({receipt['kind']}) is not in the journal")
        elif event["event"] != receipt["kind"]:
            found.append(f"event {receipt['event']} was acknowledged as {receipt['kind']} and is {event['event']}")
    for event in journal.values():
        if event["event"] == "run_finished":
            model = project.folder / event["model"]["path"]
            if not model.exists():
                found.append(f"event {event['sequence']} names {model.name}, which is not there")
            elif hashlib.sha256(model.read_bytes()).hexdigest() != event["model"]["sha256"]:
                found.append(f"{model.name} does not have its hash")
    registry = json.loads(project.run("registry", "--json"))
    models = {version["version"]: version["model"] for version in registry["versions"]}
    for alias, version in registry["aliases"].items():
        if version is None:
            continue
        model = models.get(version)
        path = project.folder / model["path"] if model else None
        if not path or not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != model["sha256"]:
            found.append(f"{alias} names version {version}, whose model does not load")
    for run in json.loads(project.run("runs", "--json"))["runs"]:
        if run["status"] == "running":
            found.append(f"run {run['run']} still runs")
    if kind == "rollout":
        found += step_breaches(project, journal)
    if kind in ("replay", "rollout"):
        found += replay_breaches(project, witness)
    if kind == "rollout" and witness.predictions and json.loads(project.run("status", "--json"))["rollout"]:
        found.append("the canary never ended")
    return found


def step_breaches(project, journal):
    """The step that a restarted engine stands at is the one of the journal's last word."""
    words = [event for event in journal.values() if event["event"].startswith("rollout_")]
    rollout = json.loads(project.run("status", "--json"))["rollout"]
    if not words or words[-1]["event"] == "rollout_ended":
        return ["a rollout that is over is under way"] if rollout else []
    if not rollout:
        return ["the rollout that was under way is lost"]
    step = words[-1].get("step", 0)
    return [] if rollout["step"] == step else [f"the rollout stands at step {rollout['step']}, not {step}"]


def replay_breaches(project, witness):
    found = []
    logged = sum(1 for _ in project.run("log", "--limit", "100000000").splitlines())
    if logged < witness.predictions:
        found.append(f"{witness.predictions} predictions were acknowledged and {logged} are in the log")
    if json.loads(project.run("status", "--json"))["session"] is None:
        # Killed while it read the data: no session began, and none was acknowledged.
        return found
    report = json.loads(project.run("replay", "--resume", "--quiet", "--json"))
    rows = [json.loads(line) for line in project.run("log", "--limit", "100000000").splitlines()]
    ids = collections.Counter(row["id"] for row in rows)
    wanted = ROWS // 2
    if sorted(ids) != list(range(wanted)) or max(ids.values()) > 1:
        twice = sum(1 for count in ids.values() if count > 1)
        found.append(f"the resumed session has {len(ids)} of {wanted} requests, {twice} of them twice")
    unknown = sum(1 for row in rows if row["outcome"] is None)
    if unknown:
        found.append(f"{unknown} predictions never got their outcome")
    windows = [window["index"] for window in report["windows"]]
    if windows != list(range(len(windows))):
        found.append(f"the windows of the resumed session are {windows[:5]}…")
    if sum(window["rows"] for window in report["windows"]) != wanted:
        found.append(f"its windows hold {sum(window['rows'] for window in report['windows'])} of {wanted} rows")
    return found


class EngineKind:
    """Kills an engine at a random moment while it is kept at work."""

    moments = 25

    def __init__(self, name, base, work):
        self.name, self.base, self.work = name, base, work

    def close(self):
        """Says nothing more."""

    def moment(self, generator):
        """One kill. What was acknowledged before it, and what did not hold after it."""
        folder = self.work / "project"
        if folder.exists():
            shutil.rmtree(folder)
        shutil.copytree(self.base.folder, folder, ignore=shutil.ignore_patterns("engine.sock"))
        project = Project(self.base.binary, folder)
        drive, longest = DRIVERS[self.name]
        witness = Witness(self.work / "witness.jsonl")
        engine = Engine(project)
        stop, failures = threading.Event(), []

        def go():
            try:
                drive(engine, witness, stop)
            except (OSError, KeyError, ValueError):
                pass    # the engine is gone, as it should be
            except RuntimeError as failure:
                failures.append(str(failure))

        driver = threading.Thread(target=go)
        driver.start()
        time.sleep(generator.uniform(0.0, longest))
        engine.kill()
        stop.set()
        driver.join()
        return len(witness.receipts), failures + breaches(project, witness, self.name)


def main():
    kinds = [*DRIVERS, *GATEWAY_KINDS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=".build/release/sextant")
    parser.add_argument("--moments", type=int, help="of each kind (default: as many as take half a minute)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default=",".join(kinds), help="(default: %(default)s)")
    options = parser.parse_args()
    binary = str(Path(options.binary).resolve())
    broken = 0
    with tempfile.TemporaryDirectory(prefix="sextant-crash-") as folder:
        work = Path(folder)
        base = prepare(binary, work / "base", options.seed)
        for name in options.kinds.split(","):
            make = GATEWAY_KINDS.get(name)
            kind = make(base, work, options.seed) if make else EngineKind(name, base, work)
            generator = random.Random(f"{options.seed} {name}")
            acknowledged, kept, moments = 0, 0, options.moments or kind.moments
            for number in range(moments):
                receipts, found = kind.moment(generator)
                acknowledged += receipts
                for breach in found[:SHOWN]:
                    print(f"{name}, moment {number}: {breach}")
                if found[SHOWN:]:
                    print(f"{name}, moment {number}: and {len(found) - SHOWN} more")
                kept += not found
                broken += bool(found)
            print(f"{name}: {kept} of {moments} moments left everything in place, {acknowledged} acknowledgements")
            kind.close()
            sys.stdout.flush()
        print(f"{Gateway.kills} gateways were killed")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
