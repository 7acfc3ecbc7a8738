"""What a damaged file is to the bench: a case, the commands it is fed to, and the place where that happens."""
import datetime
import random
import shutil
from dataclasses import dataclass
from typing import Callable


class SkipCase(Exception):
    """The machine lacks what a case needs; the text says what."""


@dataclass
class Step:
    """One command and how it may end."""

    words: list
    # Exit statuses that are right.
    statuses: frozenset
    # What the error line must match.
    says: str = ""
    # With status 1 the answer on standard output is no, and standard error need not speak.
    answers: bool = False
    # `says` is asked for on either output although the command succeeded.
    says_on_success: bool = False
    patience: float = 1.0
    stdout: object = None


@dataclass
class Case:
    family: str
    name: str
    # Given the place, damages something in it and gives the steps.
    make: Callable
    # Takes long to make: not for the quick set.
    slow: bool = False


class Place:
    """A folder of a case's own, with a copy of the base project once it is asked for."""

    def __init__(self, folder, base, model, generator):
        self.folder, self.base, self.model, self.generator = folder, base, model, generator
        self.project = folder / "project"
        self.known = set()
        self.closing = []

    def copy(self):
        if not self.project.exists():
            shutil.copytree(self.base, self.project, ignore=shutil.ignore_patterns("engine.sock"))
        return self.project

    def know(self):
        """What lies in the engine's folder now is the case's doing, not a leftover."""
        engine = self.project / ".sextant"
        self.known |= {str(path.relative_to(engine)) for path in engine.rglob("*")}

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def on_project(self, *words):
        return [*map(str, words), "--project", str(self.copy())]

    def close(self):
        for act in self.closing:
            act()


def statuses(*allowed):
    return frozenset(allowed)


def rows(count=600, seed=1, start=0):
    generator = random.Random(seed)
    first = datetime.date(2024, 1, 1)
    for row in range(start, start + count):
        a, b, noise = (generator.gauss(0, 1) for _ in range(3))
        colour = generator.choice(("red", "green", "blue"))
        positive = a - 0.7 * b + 0.5 * (colour == "red") + 0.6 * noise > 0.4
        day = first + datetime.timedelta(days=row // 20)
        yield f"{row},{day},{a:.5f},{b:.5f},{colour},{int(positive)}"


HEADER = "id,day,a,b,colour,y"


def sample_table(count=2000, seed=1):
    """A table of two classes: an id, a day, two numbers, a colour and the class."""
    return "\n".join([HEADER, *rows(count, seed)]) + "\n"
