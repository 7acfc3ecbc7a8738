"""What the benches share: where things lie, how a figure is printed, how a noisy run is told from a quiet one."""
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sextant-bench"
DATA = Path(os.environ.get("SEXTANT_BENCH_DATA") or CACHE / "data")
SEXTANT = ROOT / ".build" / "release" / "sextant"
BOOSTING = ROOT / ".build" / "release" / "boosting-bench"
BANK = SHARED / "data" / "bank_marketing" / "bank-additional-full.csv.gz"

# Processors that others may use before a run is called noisy, how often it is then tried again, and how long to wait
# for quiet before each try.
OTHERS_MAX = 0.25
TRIES = int(os.environ.get("SEXTANT_BENCH_TRIES", "3"))
PATIENCE = float(os.environ.get("SEXTANT_BENCH_PATIENCE", "60"))


# --- figures ------------------------------------------------------------------------------------------------------


def emit(name, value, unit, at_most=None, at_least=None):
    """Prints `name value unit (goal …) ok|MISSED`; without a goal, a figure to know."""
    line = f"{name} {value:.4g} {unit}" if abs(value) < 1e5 else f"{name} {value:.0f} {unit}"
    if at_most is not None:
        line += f" (goal <= {at_most:g}) {'ok' if value <= at_most else 'MISSED'}"
    elif at_least is not None:
        line += f" (goal >= {at_least:g}) {'ok' if value >= at_least else 'MISSED'}"
    print(line, flush=True)


def note(text):
    print(f"# {text}", flush=True)


# --- quiet --------------------------------------------------------------------------------------------------------


def machine_busy():
    """Seconds that all processors together have worked since the machine started."""
    fields = [int(value) for value in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def own_busy():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def wait_for_quiet(patience=None):
    end = time.monotonic() + (PATIENCE if patience is None else patience)
    while True:
        start, busy = time.monotonic(), machine_busy()
        time.sleep(1)
        if (machine_busy() - busy) / (time.monotonic() - start) <= OTHERS_MAX or time.monotonic() >= end:
            return


def quietly(run):
    """What `run` returns, from a run that others did not disturb, else from the last of several."""
    for _ in range(TRIES):
        wait_for_quiet()
        start, busy, own = time.monotonic(), machine_busy(), own_busy()
        result = run()
        seconds = max(time.monotonic() - start, 1e-3)
        others = (machine_busy() - busy - own_busy() + own) / seconds
        # The kernel counts in hundredths: a short run can only be told from the quiet before it.
        if others <= OTHERS_MAX or seconds < 0.1:
            return result
    note(f"others used {others:.1f} processors during the last run")
    return result


def medians(run, repeat=3):
    """The median of each figure of several runs that return dictionaries."""
    runs = [quietly(run) for _ in range(repeat)]
    return {key: statistics.median(one[key] for one in runs) for key in runs[0]}


# --- the program --------------------------------------------------------------------------------------------------


def sextant(*arguments, project=None):
    """The document that a command prints, wall seconds from start to end, and peak memory in bytes."""
    command = [str(SEXTANT), *map(str, arguments), "--json"] + (["--project", str(project)] if project else [])
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    seconds = time.perf_counter() - start
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return json.loads(text), seconds, usage.ru_maxrss * 1024


def make_project(folder, text):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sextant.yaml").write_text(text)
    return folder


# --- data ---------------------------------------------------------------------------------------------------------


def generated(rows, name):
    """The peers' generated table; None, with a word why, where neither it nor its generator is at hand."""
    path = DATA / name
    if path.exists():
        return path
    generator = SHARED / "peers" / "gen.py"
    if not generator.exists():
        note(f"skipped: {name} is not in {DATA}, and the generator that makes it is not in {generator}")
        return None
    DATA.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(generator), "--out", str(DATA), "--task", "clf", "--rows", str(rows)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return path


def has_bank():
    if not BANK.exists():
        note(f"skipped: {BANK} is absent")
    return BANK.exists()


def repeated_bank(path, rows):
    """A CSV of the bank data's shape: its rows over and over, until there are so many."""
    import gzip
    with gzip.open(BANK, "rb") as file:
        header, *lines = file.read().splitlines(keepends=True)
    with open(path, "wb") as out:
        out.write(header)
        for start in range(0, rows, len(lines)):
            out.writelines(lines[: rows - start])
    return path
