"""What every kind of crash needs: a project with versions, and a witness of what was acknowledged."""
import json
import os
import random
import re
import subprocess
from pathlib import Path

ROWS = 40_000


def row_of(generator):
    """Somebody who asks."""
    a, b, c = (round(generator.gauss(0, 1), 4) for _ in range(3))
    return {"a": a, "b": b, "c": c, "colour": generator.choice(("red", "green", "blue"))}


def answer_of(row, noise=0.0):
    """What becomes of them."""
    return int(row["a"] - 0.7 * row["b"] + 0.5 * (row["colour"] == "red") + noise > 0.4)


def make_table(path, seed, is_flipped=False):
    """A two-class table with signal enough to pass its gate."""
    generator = random.Random(seed)
    with open(path, "w") as out:
        out.write("a,b,c,colour,y\n")
        for _ in range(ROWS):
            row = row_of(generator)
            answer = answer_of(row, generator.gauss(0, 0.6))
            out.write(",".join(map(str, row.values())) + f",{1 - answer if is_flipped else answer}\n")


class Project:
    def __init__(self, binary, folder):
        self.binary, self.folder = binary, Path(folder)

    def run(self, *words, check=True):
        done = subprocess.run([self.binary, *words, "--project", str(self.folder)], capture_output=True, text=True)
        if check and done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def journal(self):
        return [json.loads(line) for line in self.run("journal").splitlines()]


class Witness:
    """What was acknowledged, on disk before anything else happens."""

    def __init__(self, path):
        self.file = open(path, "a")
        self.receipts, self.predictions = [], 0

    def note(self, kind, receipt, **facts):
        entry = {"kind": kind, "event": receipt.get("event"), **facts}
        self.file.write(json.dumps(entry) + "\n")
        self.file.flush()
        os.fsync(self.file.fileno())
        self.receipts.append(entry)


def prepare(binary, folder, seed):
    """A project with two versions, the first of them champion, and a third that learnt the opposite of the truth."""
    folder.mkdir()
    make_table(folder / "data.csv", seed)
    project = Project(binary, folder)
    project.run("init", str(folder / "data.csv"), "--target", "y")
    settings = folder / "sextant.yaml"
    text = settings.read_text()
    start = text.index("  split:")
    end = text.index("\n", start)
    text = text[:start] + "  split: {by: rows, train: 0.3, validate: 0.1, test: 0.1, live: 0.5}" + text[end:]
    # Instead of the section that is there, up to the next one.
    text = re.sub(r"(?m)^deployment:.*\n(?:[ #].*\n)*", "", text)
    text += "deployment: {strategy: canary, canary: {steps: [10%, 50%], hold: 3000 rows, minimum_outcomes: 100}}\n"
    settings.write_text(text)
    project.run("train", "--quiet")
    project.run("train", "--quiet", "--set", "rounds=40")
    make_table(folder / "data.csv", seed, is_flipped=True)
    project.run("train", "--quiet")
    make_table(folder / "data.csv", seed)
    project.run("promote", "1", "--override", "the witness needs a champion")
    project.run("bless", "2", check=False)
    return project
