"""Damaged project files: sixty of them."""
import random

from fuzz_case import Case, Step, statuses

# The end of the bench's own project file.
OPERATION = """  window: 100 rows
  outcome_delay: 1h
business:
  kpis: [{name: positives, unit: rows, formula: "sum(outcome)", target: ">= 10"}]
"""
MUTATIONS = 30


def steps(place, answer=statuses(1), status=statuses(2)):
    """`check` says where and `status` says it in one line; both name the file."""
    return [
        Step(place.on_project("check"), answer | statuses(2), answers=True),
        Step(place.on_project("check", "--json"), answer | statuses(2), answers=True),
        Step(place.on_project("status"), status, says=r"sextant\.yaml" if 0 not in status else ""),
        Step(place.on_project("train", "--set", "rounds=2", "--quiet"), status) if status == statuses(2) else
        Step(place.on_project("kpis"), status),
    ]


def replaced(old, new):
    def change(text, generator):
        assert old in text, old
        return text.replace(old, new, 1)
    return change


def mutated(text, generator):
    """One to four of what happens to a file by accident."""
    content = bytearray(text.encode())
    for _ in range(generator.randrange(1, 5)):
        at = generator.randrange(len(content))
        lines = bytes(content).split(b"\n")
        row = generator.randrange(len(lines))
        kind = generator.randrange(8)
        if kind == 0:
            content[at] ^= 1 << generator.randrange(8)
        elif kind == 1:
            content[at:at] = generator.choice([b"{", b"}", b"[", b":", b"&a ", b"*a", b"!!", b"\t", b"\0", b"\xff", b"'", b'"'])
        elif kind == 2:
            del content[at:at + generator.randrange(1, 30)]
        elif kind == 3:
            content = bytearray(b"\n".join(lines[:row] + lines[row + 1:]))
        elif kind == 4:
            content = bytearray(b"\n".join(lines[:row] + [lines[row]] + lines[row:]))
        elif kind == 5:
            content = bytearray(b"\n".join(lines[:row] + [b" " + lines[row]] + lines[row + 1:]))
        elif kind == 6:
            content = bytearray(b"\n".join(lines[:row] + [lines[row].strip()] + lines[row + 1:]))
        else:
            content = content[:max(1, at)]
    return bytes(content)


NAMED = [
    ("empty", lambda t, g: ""),
    ("a comment alone", lambda t, g: "# nothing\n"),
    ("a number", lambda t, g: "42\n"),
    ("a list", lambda t, g: "- name: p\n"),
    ("random bytes", lambda t, g: bytes(g.getrandbits(8) for _ in range(2000))),
    ("NULs", lambda t, g: bytes(4096)),
    ("Latin-1", lambda t, g: ("name: café\n" + t.split("\n", 1)[1]).encode("latin-1")),
    ("cut in the middle", lambda t, g: t[:t.index("data:") + 20]),
    ("cut in a quoted text", lambda t, g: t + 'name2: "never'),
    ("tabs for spaces", lambda t, g: t.replace("  ", "\t")),
    ("twice the same key", lambda t, g: t + "name: again\n"),
    ("two documents", lambda t, g: t + "---\n" + t),
    ("an alias of nothing", lambda t, g: t + "more: *nothing\n"),
    ("an alias of itself", lambda t, g: t + "more: &a [*a]\n"),
    ("a billion laughs", lambda t, g: t + "l0: &l0 [x, x]\n" + "".join(
        f"l{i}: &l{i} [*l{i-1}, *l{i-1}, *l{i-1}, *l{i-1}, *l{i-1}, *l{i-1}]\n" for i in range(1, 14))),
    ("a hundred thousand deep", lambda t, g: "name: " + "[" * 100_000 + "]" * 100_000 + "\n"),
    ("ten thousand deep in blocks", lambda t, g: "".join(" " * i + "a:\n" for i in range(3000))),
    ("a text of 30 MB", lambda t, g: 'name: "' + "x" * (30 << 20) + '"\n'),
    ("a million keys", lambda t, g: t + "".join(f"k{i}: 1\n" for i in range(300_000))),
    ("a tag", lambda t, g: t.replace("name:", "name: !!python/object:os.system", 1)),
    ("an unknown key", lambda t, g: t + "monitring: {}\n"),
    ("a list for a text", lambda t, g: "name: [a, b]\n" + t.split("\n", 1)[1]),
    ("a map for a list", replaced("kpis: [", "kpis: {a: [") ),
    ("a window of nothing", replaced("window: 100 rows", "window: 0 rows")),
    ("a window below nothing", replaced("window: 100 rows", "window: -5h")),
    ("a window beyond all numbers", replaced("window: 100 rows", "window: 99999999999999999999 rows")),
    ("a delay that is no number", replaced("outcome_delay: 1h", "outcome_delay: .nan")),
    ("a gate that is no expression", lambda t, g: t.replace("auc >=", "auc >= >=", 1)),
    ("an expression ten thousand deep", replaced('"sum(outcome)"', '"' + "(" * 10_000 + "1" + ")" * 10_000 + '"')),
    ("an expression of a megabyte", replaced('"sum(outcome)"', '"' + "1+" * 500_000 + '1"')),
]


def cases(seed):
    made = []

    def add(name, change, answer=statuses(1), status=statuses(2)):
        def make(place):
            settings = place.copy() / "sextant.yaml"
            content = change(settings.read_text(), place.generator)
            settings.write_bytes(content if isinstance(content, bytes) else content.encode())
            return steps(place, answer, status)
        made.append(Case("settings", name, make))

    for name, change in NAMED:
        add(name, change)
    for number in range(MUTATIONS):
        # Some accidents leave a file that means something: then all must be well.
        add(f"accident {number + 1}", mutated, statuses(0, 1), statuses(0, 2))
    return made
