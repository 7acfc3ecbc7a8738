#!/usr/bin/env python3
"""Feeds damaged files to the built program, through its real command line, and looks at how each command ends.

    scripts/fuzz.py [--binary .build/debug/sextant] [--seed 1] [--quick] [--only WORD] [--list] [--verbose]

The files come from a seeded generator (fuzz_tables.py, fuzz_settings.py, fuzz_projects.py): tables, project files,
models and whole projects, each damaged in one way. Of every command it is asked:

  - one clear line on standard error that begins with `sextant: `, names the place and says how to mend it; none where
    the file turned out to be fine
  - the exit status of the contract: 2 for bad input, 3 for a damaged project, 0 or 1 only where the case allows it
  - at most SECONDS of time and MEGABYTES of peak memory
  - nothing left behind: no half-made project, no unfinished file among the engine's own

Python's standard library only. Prints a table; exit status 0 when all held, 1 with a line for each breach.
"""
import argparse
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import fuzz_projects
import fuzz_settings
import fuzz_tables
from fuzz_case import Place, SkipCase, sample_table

SECONDS = 10.0
MEGABYTES = 300
LINE_LENGTH = 700
# What the engine's folder may hold after any command.
OWN_FILES = re.compile(
    r"(\.gitignore|engine\.lock|journal\.db(-wal|-shm|\.damaged.*)?|series(/series\.db(-wal|-shm|\.damaged.*)?)?"
    r"|log(/[0-9]+\.seg[a-z]*|/[^/]*)?|artifacts(/[0-9a-f/]+)?|datasets(/.*)?)$")
RAW = re.compile(r"Fatal error|Swift runtime|Stack dump|Backtrace|fatalError|\bnil\b|Optional\(|errno|\bStorageError\b")


class Run:
    """One command's ending, with what it took."""

    def __init__(self, status, output, errors, seconds, megabytes):
        self.status, self.output, self.errors = status, output, errors
        self.seconds, self.megabytes = seconds, megabytes


def limit():
    # A runaway ends here instead of taking the machine along.
    resource.setrlimit(resource.RLIMIT_CPU, (120, 120))


def run(binary, words, environment, stdout=None, patience=1.0):
    began = time.monotonic()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            [binary, *words], stdin=subprocess.DEVNULL, stdout=stdout or output, stderr=errors, env=environment,
            preexec_fn=limit, start_new_session=True)
        deadline = began + 3 * SECONDS * patience
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > deadline:
                os.kill(child.pid, signal.SIGKILL)
                pid, status, usage = os.wait4(child.pid, 0)
                break
            time.sleep(0.002)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
        output.seek(0)
        errors.seek(0)
        return Run(
            child.returncode, output.read(1 << 16), errors.read(1 << 20).decode("utf-8", "surrogateescape"),
            seconds, usage.ru_maxrss / 1024)


def breaches(step, ending):
    """What of an ending does not hold."""
    found = []
    lines = ending.errors.splitlines()
    if ending.status not in step.statuses:
        found.append(f"ended with {ending.status}, not {' or '.join(map(str, sorted(step.statuses)))}")
    if ending.seconds > SECONDS * step.patience:
        found.append(f"took {ending.seconds:.1f} s")
    if ending.megabytes > MEGABYTES:
        found.append(f"took {ending.megabytes:.0f} MB")
    if any(ord(c) < 32 and c not in "\n" or 0xDC80 <= ord(c) <= 0xDCFF for c in ending.errors):
        found.append("standard error has control characters or bytes that are no text")
    if RAW.search(ending.errors):
        found.append("standard error speaks of the program's insides")
    problems = [line for line in lines if line.startswith("sextant: ")]
    if ending.status in (2, 3) or (ending.status == 1 and not step.answers):
        if len(lines) != 1 or len(problems) != 1:
            found.append(f"{len(lines)} lines on standard error, not one")
        elif not re.search(r"; \S", lines[0]):
            found.append("the line does not say how to mend it")
        if lines and max(map(len, lines)) > LINE_LENGTH:
            found.append(f"a line of {max(map(len, lines))} characters")
        if step.says and not any(re.search(step.says, line) for line in lines):
            found.append(f"does not say {step.says}")
    elif problems:
        found.append("an error line, and the status of success")
    elif step.says and step.says_on_success and not re.search(
            step.says, ending.errors + ending.output.decode("utf-8", "replace")):
        found.append(f"does not say {step.says}")
    return found


def leftovers(place):
    found = []
    fresh = place.folder / "fresh"
    if fresh.exists() and not (fresh / "sextant.yaml").exists():
        found.append("init left a half-made project: " + ", ".join(sorted(p.name for p in fresh.iterdir())))
    engine = place.project / ".sextant"
    if engine.is_dir():
        for path in engine.rglob("*"):
            name = str(path.relative_to(engine))
            if name not in place.known and not OWN_FILES.match(name):
                found.append(f"left {name} in .sextant")
    return found


class Bench:
    def __init__(self, binary, work, seed, verbose):
        self.binary, self.work, self.seed, self.verbose = binary, work, seed, verbose
        self.base = work / "base"
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(work), "XDG_DATA_HOME": str(work / "data"), "SEXTANT_USER": "ada",
            "XDG_RUNTIME_DIR": str(work),
        }
        for name in ("LD_LIBRARY_PATH", "ASAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def prepare(self):
        """A project with a champion, a session in its log and series: what the cases damage copies of."""
        self.base.mkdir()
        (self.base / "data.csv").write_text(sample_table())
        base = ["--project", str(self.base)]
        self.must("init", str(self.base / "data.csv"), "--target", "y", "--time", "day", "--id", "id", *base)
        settings = self.base / "sextant.yaml"
        text = settings.read_text()
        settings.write_text(text[:text.index("  outcome_delay:")] + fuzz_settings.OPERATION)
        self.must("train", "--set", "rounds=20", "--quiet", *base)
        self.must("promote", "1", "--override", "the bench needs a champion", *base)
        self.must("replay", "--quiet", *base)
        self.must("export", "1", "--output", str(self.work / "model.json"), *base)

    def must(self, *words):
        ending = run(self.binary, words, self.environment)
        if ending.status != 0:
            raise RuntimeError(f"{' '.join(words)} ended with {ending.status}: {ending.errors}")

    def hold(self, case):
        """Runs a case. Returns its breaches, and what the slowest and the largest of its commands took."""
        generator = random.Random(f"{self.seed} {case.family} {case.name}")
        with tempfile.TemporaryDirectory(prefix="case-", dir=self.work) as folder:
            place = Place(Path(folder), self.base, self.work / "model.json", generator)
            found, seconds, megabytes, said = [], 0.0, 0.0, ""
            try:
                for step in case.make(place):
                    ending = run(self.binary, step.words, self.environment, step.stdout, step.patience)
                    seconds, megabytes = max(seconds, ending.seconds), max(megabytes, ending.megabytes)
                    name = " ".join(step.words).replace(str(place.folder), "…")
                    text = ending.errors.strip().replace(str(place.folder), "…")
                    if self.verbose:
                        said += f"    [{ending.status}] {name}\n        {text[:400]}\n"
                        if step.answers or step.says_on_success:
                            said += "        > " + ending.output[:300].decode("utf-8", "replace").replace("\n", " ") + "\n"
                    for breach in breaches(step, ending):
                        found.append(f"`{name}` {breach}; it said: {text[:300]!r}")
                found += leftovers(place)
            finally:
                place.close()
            return found, seconds, megabytes, said


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=".build/debug/sextant")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="every fourth case, and none that is slow to make")
    parser.add_argument("--only", default="", help="cases whose family or name has this word")
    parser.add_argument("--list", action="store_true", help="print the cases and run none")
    parser.add_argument("--verbose", action="store_true", help="print what every command said")
    options = parser.parse_args()
    cases = fuzz_tables.cases() + fuzz_settings.cases(options.seed) + fuzz_projects.cases()
    if options.only:
        cases = [case for case in cases if options.only in f"{case.family} {case.name}"]
    if options.quick:
        cases = [case for index, case in enumerate(cases) if not case.slow and index % 4 == 0]
    if options.list:
        print("\n".join(f"{case.family:10} {case.name}" for case in cases))
        return
    broken = skipped = 0
    slowest = largest = 0.0
    with tempfile.TemporaryDirectory(prefix="sextant-fuzz-") as folder:
        bench = Bench(str(Path(options.binary).resolve()), Path(folder), options.seed, options.verbose)
        bench.prepare()
        for case in cases:
            try:
                found, seconds, megabytes, said = bench.hold(case)
            except SkipCase as reason:
                skipped += 1
                print(f"skip  {case.family:10} {case.name}: {reason}")
                continue
            broken += bool(found)
            slowest, largest = max(slowest, seconds), max(largest, megabytes)
            print(f"{'FAIL' if found else 'ok':5} {case.family:10} {case.name:46} {seconds:6.2f} s {megabytes:5.0f} MB")
            print(said, end="")
            for breach in found:
                print(f"      {breach}")
            sys.stdout.flush()
    print(f"{len(cases) - broken - skipped} of {len(cases)} held, {skipped} skipped; slowest {slowest:.2f} s, "
          f"largest {largest:.0f} MB")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
