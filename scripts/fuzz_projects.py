"""Damaged projects: models, journal, prediction log, series, folders; and models of other programs."""
import json
import os
import socket
import stat
from pathlib import Path

from fuzz_case import Case, SkipCase, Step, sample_table, statuses

FINE, BAD, DAMAGED = statuses(0), statuses(2), statuses(3)


def noise(generator, count):
    return bytes(generator.getrandbits(8) for _ in range(count))


def flip(content, generator, count=1, first=0):
    content = bytearray(content)
    for _ in range(count):
        content[generator.randrange(first, len(content))] ^= 1 << generator.randrange(8)
    return bytes(content)


DAMAGE = {
    "a flipped bit": lambda c, g: flip(c, g),
    "cut in the middle": lambda c, g: c[:len(c) // 2],
    "empty": lambda c, g: b"",
    "noise": lambda c, g: noise(g, len(c)),
    "NULs": lambda c, g: bytes(len(c)),
}


def fold_wal(path):
    """The newest pages lie in the write-ahead log; damage to the file alone would not be seen."""
    import sqlite3
    base = sqlite3.connect(path)
    base.execute("pragma wal_checkpoint(truncate)")
    base.close()
    for suffix in ("-wal", "-shm"):
        Path(str(path) + suffix).unlink(missing_ok=True)


# A champion that cannot be loaded: what reads works and says so, what answers refuses.
def champion_steps(place):
    data = place.write("rows.csv", sample_table(50, 3))
    said = r"version 1|model|artifact"
    return [
        Step(place.on_project("status"), FINE, says="version 1 cannot be loaded|does not load|cannot be loaded",
             says_on_success=True),
        Step(place.on_project("registry"), FINE),
        Step(place.on_project("journal"), FINE),
        Step(place.on_project("doctor"), FINE, says="cannot be loaded", says_on_success=True),
        Step(place.on_project("predict", data), DAMAGED, says=said),
        Step(place.on_project("evaluate", data), DAMAGED, says=said),
        Step(place.on_project("replay", "--quiet"), DAMAGED, says=said),
        Step(place.on_project("export", "1"), DAMAGED, says=said),
    ]


def models(add):
    for name, damage in list(DAMAGE.items()) + [
            ("swapped for another", lambda c, g: flip(c[:-40], g, 3)), ("gone", None)]:
        def make(place, damage=damage):
            folder = place.copy() / ".sextant" / "artifacts"
            path = next(p for p in folder.rglob("*") if p.is_file())
            if damage:
                path.chmod(0o644)
                path.write_bytes(damage(path.read_bytes(), place.generator))
            else:
                path.unlink()
            return champion_steps(place)
        add("model", name, make)


def boosters(add):
    def with_tree(change):
        def damage(document, generator):
            # The first tree is the margin that all rows begin with: a leaf.
            tree = max(document["learner"]["gradient_booster"]["model"]["trees"], key=lambda t: len(t["left_children"]))
            change(tree, document)
            return document
        return damage

    def put(key, at, value):
        def change(tree, document):
            tree[key][at] = value
        return with_tree(change)

    def cycle(tree, document):
        inner = max(i for i, left in enumerate(tree["left_children"]) if left != -1)
        tree["left_children"][inner] = 0

    def learner(key, value, part="learner_model_param"):
        def damage(document, generator):
            document["learner"][part][key] = value
            return document
        return damage

    def drop(*keys):
        def damage(document, generator):
            at = document
            for key in keys[:-1]:
                at = at[key]
            del at[keys[-1]]
            return document
        return damage

    def model_param(key, value):
        def damage(document, generator):
            document["learner"]["gradient_booster"]["model"]["gbtree_model_param"][key] = value
            return document
        return damage

    parsed = [
        ("a tree that goes round", with_tree(cycle)),
        ("a child below nothing", put("left_children", 0, -7)),
        ("a child beyond the tree", put("right_children", 0, 10 ** 9)),
        ("a child that is no whole number", put("right_children", 0, 1.5)),
        ("a feature beyond the features", put("split_indices", 0, 4_000_000)),
        ("a feature below nothing", put("split_indices", 0, -1)),
        ("a threshold that is a word", put("split_conditions", 0, "much")),
        ("a number of nodes that is absurd", with_tree(lambda t, d: t["tree_param"].update(num_nodes="4000000000"))),
        ("a number of trees that is absurd", model_param("num_trees", "4000000000")),
        ("a number of trees below nothing", model_param("num_trees", "-3")),
        ("a number of features that is absurd", learner("num_feature", "99999999999999999999")),
        ("a base score that is no number", learner("base_score", "much")),
        ("a number of classes that is absurd", learner("num_class", "2000000000")),
        ("lists of unequal length", with_tree(lambda t, d: t["left_children"].pop())),
        ("a tree of no nodes", with_tree(lambda t, d: [t.__setitem__(k, []) for k, v in t.items() if isinstance(v, list)])),
        ("without its trees", drop("learner", "gradient_booster", "model", "trees")),
        ("without its learner", drop("learner")),
        ("an objective nobody knows", lambda d, g: d["learner"]["objective"].update(name="rank:dance") or d),
        ("a booster nobody knows", lambda d, g: d["learner"]["gradient_booster"].update(name="gblinear") or d),
        # Without the attributes, in which a model of our own says what its features are made of.
        ("features of other data", lambda d, g: d["learner"].update(
            attributes={}, feature_names=["p", "q", "r"][:len(d["learner"]["feature_names"])]) or d),
    ]
    raw = [
        ("not damaged", lambda c, g: c),
        ("cut in the middle", lambda c, g: c[:len(c) // 2]),
        ("empty", lambda c, g: b""),
        ("noise", lambda c, g: noise(g, 5000)),
        ("no JSON", lambda c, g: b"booster: gbtree\n"),
        ("JSON of something else", lambda c, g: b'{"name": "p"}'),
        ("a hundred thousand deep", lambda c, g: b'{"learner":' * 100_000),
        ("binary JSON", lambda c, g: b"{L\x00\x00\x00\x00\x00\x00\x00\x07learner{"),
        ("a flipped bit", lambda c, g: flip(c, g)),
        ("forty flipped bits", lambda c, g: flip(c, g, 40)),
    ]

    def steps(place, content, expected):
        path = place.write("foreign.json", content)
        return [Step(place.on_project("import", path, "--quiet"), expected, says=r"foreign\.json|columns" if expected == BAD else ""),
                Step(place.on_project("status"), FINE)]

    for name, damage in parsed:
        def make(place, damage=damage):
            document = damage(json.loads(place.model.read_text()), place.generator)
            return steps(place, json.dumps(document).encode(), BAD)
        add("booster", name, make)
    for name, damage in raw:
        def make(place, damage=damage, name=name):
            lucky = statuses(0, 2) if "flipped" in name else FINE if name == "not damaged" else BAD
            return steps(place, damage(place.model.read_bytes(), place.generator), lucky)
        add("booster", name, make)


def journals(add):
    # The second page maps pages for the vacuum alone; what follows holds events.
    def pages(first, filling):
        def damage(content, generator):
            at = first * 4096
            return content[:at] + filling(generator, len(content) - at)
        return damage

    # Nothing can be told of a project without its journal, except what to do.
    for name, damage, lucky in [
            ("its first page is noise", lambda c, g: c[:100] + noise(g, 3996) + c[4096:], False),
            ("the pages of its events are noise", pages(2, noise), False),
            ("cut in the middle", DAMAGE["cut in the middle"], False),
            ("noise", DAMAGE["noise"], False),
            ("the pages of its events are NULs", pages(2, lambda g, n: bytes(n)), False),
            ("text", lambda c, g: b"This was a journal once. " * 400, False)]:
        def make(place, damage=damage):
            path = place.copy() / ".sextant" / "journal.db"
            fold_wal(path)
            path.write_bytes(damage(path.read_bytes(), place.generator))
            before = path.read_bytes()
            says = r"journal\.db is damaged"
            made = [Step(place.on_project(*words), DAMAGED, says=says) for words in (
                ("status",), ("journal",), ("train", "--quiet"), ("replay", "--quiet"), ("registry",))]
            made.append(Step(place.on_project("doctor"), FINE, says=r"journal\.db", says_on_success=True))
            made.append(Step(place.on_project("profile"), FINE))
            return made
        add("journal", name, make)

    def event(place):
        import sqlite3
        path = place.copy() / ".sextant" / "journal.db"
        base = sqlite3.connect(path)
        base.execute("update event set payload = '{\"torn' where kind = 'run_finished'")
        base.commit()
        base.close()
        return [Step(place.on_project("status"), DAMAGED, says=r"journal\.db is damaged")]
    add("journal", "an event that is no JSON", event)

    def newer(place):
        import sqlite3
        path = place.copy() / ".sextant" / "journal.db"
        base = sqlite3.connect(path)
        base.execute("pragma user_version = 99")
        base.commit()
        base.close()
        return [Step(place.on_project("status"), DAMAGED, says="upgrade this program")]
    add("journal", "of a newer program", newer)

    def locked(place):
        import sqlite3
        path = place.copy() / ".sextant" / "journal.db"
        base = sqlite3.connect(path, isolation_level=None)
        base.execute("begin exclusive")
        place.closing.append(base.close)
        return [Step(place.on_project("train", "--quiet"), DAMAGED, says="in use by another program", patience=1.5)]
    add("journal", "locked by another program", locked)


def logs(add):
    def segment(place):
        folder = place.copy() / ".sextant" / "log"
        return sorted(p for p in folder.iterdir() if p.is_file())[-1]

    # Opening the log cuts a torn tail off, so whoever looks first is told.
    def steps(place, says, cut=False):
        return [
            Step(place.on_project("log", "--limit", "5"), FINE),
            Step(place.on_project("doctor"), FINE, says=says, says_on_success=True),
            Step(place.on_project("status"), FINE, says=says, says_on_success=not cut),
            Step(place.on_project("business"), FINE),
            Step(place.on_project("replay", "--quiet"), FINE),
        ]

    said = r"prediction log is damaged"
    for name, damage in [
            ("a torn tail", lambda c, g: c[:-7]),
            ("noise behind it", lambda c, g: c + noise(g, 333)),
            ("a flipped bit in the middle", lambda c, g: c[:len(c) // 2] + bytes([c[len(c) // 2] ^ 8]) + c[len(c) // 2 + 1:]),
            ("a hole of NULs", lambda c, g: c[:len(c) // 2] + bytes(200) + c[len(c) // 2 + 200:]),
            ("noise", DAMAGE["noise"]),
            ("NULs", DAMAGE["NULs"]),
            ("cut in the middle", lambda c, g: c[:len(c) // 2 + 11])]:
        def make(place, damage=damage):
            path = segment(place)
            path.write_bytes(damage(path.read_bytes(), place.generator))
            return steps(place, said, cut=True)
        add("log", name, make)

    def said_by_status(place):
        path = segment(place)
        path.write_bytes(path.read_bytes()[:-7])
        return [Step(place.on_project("status"), FINE, says=said, says_on_success=True)]
    add("log", "a torn tail, seen by status first", said_by_status)

    def empty(place):
        segment(place).write_bytes(b"")
        return steps(place, "")
    add("log", "empty", empty)

    def folder(place):
        path = segment(place)
        path.unlink()
        path.mkdir()
        place.know()
        return [Step(place.on_project("status"), statuses(0, 3)),
                Step(place.on_project("replay", "--quiet"), statuses(0, 3), says="log")]
    add("log", "a folder for a segment", folder)


def series(add):
    for name, damage in list(DAMAGE.items())[1:] + [
            ("pages are noise", lambda c, g: c[:4096] + noise(g, len(c) - 4096)),
            ("text", lambda c, g: b"These were series once. " * 400)]:
        def make(place, damage=damage, name=name):
            path = place.copy() / ".sextant" / "series" / "series.db"
            fold_wal(path)
            path.write_bytes(damage(path.read_bytes(), place.generator))
            says = "" if name == "empty" else r"series\.db.*damaged|series are damaged"
            return [
                Step(place.on_project("doctor"), FINE, says=says, says_on_success=True),
                Step(place.on_project("status"), FINE),
                Step(place.on_project("replay", "--quiet"), FINE),
                Step(place.on_project("status"), FINE),
            ]
        add("series", name, make)


def folders(add):
    def engine_is_file(place):
        import shutil
        shutil.rmtree(place.copy() / ".sextant")
        (place.project / ".sextant").write_text("")
        return [Step(place.on_project("status"), DAMAGED, says=r"\.sextant")]
    add("folder", "a file for the engine's folder", engine_is_file)

    def engine_is_gone(place):
        import shutil
        shutil.rmtree(place.copy() / ".sextant")
        return [Step(place.on_project("status"), FINE), Step(place.on_project("predict", place.project / "data.csv"),
                                                             statuses(1), says="champion")]
    add("folder", "no engine's folder", engine_is_gone)

    def lock_is_folder(place):
        lock = place.copy() / ".sextant" / "engine.lock"
        lock.unlink()
        lock.mkdir()
        return [Step(place.on_project("status"), DAMAGED, says="engine.lock")]
    add("folder", "a folder for the lock", lock_is_folder)

    def socket_is_file(place):
        (place.copy() / ".sextant" / "engine.sock").write_text("not a socket")
        place.know()
        return [Step(place.on_project("status"), FINE)]
    add("folder", "a file for the socket", socket_is_file)

    def socket_is_dead(place):
        path = place.copy() / ".sextant" / "engine.sock"
        here = os.getcwd()
        os.chdir(path.parent)
        try:
            with socket.socket(socket.AF_UNIX) as dead:
                dead.bind("engine.sock")
        finally:
            os.chdir(here)
        place.know()
        return [Step(place.on_project("status"), FINE)]
    add("folder", "a socket nobody listens at", socket_is_dead)

    def long_path(place):
        import shutil
        deep = place.folder / ("d" * 120)
        shutil.copytree(place.copy(), deep)
        return [Step(["status", "--project", str(deep)], FINE),
                Step(["replay", "--quiet", "--project", str(deep)], FINE)]
    add("folder", "a path longer than a socket's may be", long_path)

    def settings_is_folder(place):
        settings = place.copy() / "sextant.yaml"
        settings.unlink()
        settings.mkdir()
        return [Step(place.on_project("status"), BAD, says=r"sextant\.yaml"),
                Step(place.on_project("check"), statuses(1, 2), answers=True)]
    add("folder", "a folder for the project file", settings_is_folder)

    def settings_is_pipe(place):
        settings = place.copy() / "sextant.yaml"
        settings.unlink()
        os.mkfifo(settings)
        return [Step(place.on_project("status"), BAD, says=r"sextant\.yaml")]
    add("folder", "a pipe for the project file", settings_is_pipe)

    def read_only(place):
        if os.geteuid() != 0:
            raise SkipCase("only root can make a file system that may not be written to")
        from subprocess import run
        project = place.copy()
        if run(["mount", "--bind", project, project], capture_output=True).returncode != 0:
            raise SkipCase("no file system can be mounted here")
        place.closing.append(lambda: run(["umount", project]))
        if run(["mount", "-o", "remount,ro,bind", project], capture_output=True).returncode != 0:
            raise SkipCase("no file system can be mounted read-only here")
        reads = [("status",), ("runs",), ("registry",), ("kpis",), ("journal",), ("business",), ("log", "--limit", "5")]
        deeds = [("train", "--quiet"), ("replay", "--quiet"), ("step-back", "data", "--because", "x"), ("promote", "1"),
                 ("decide", "continue", "--because", "x")]
        return [Step(place.on_project(*words), FINE) for words in reads] + [
            Step(place.on_project(*words), DAMAGED, says="read-only|written") for words in deeds]
    add("folder", "a project that may only be read", read_only)

    def source_is_gone(place):
        (place.copy() / "data.csv").unlink()
        text = (place.project / "sextant.yaml").read_text().replace(str(place.base), str(place.project))
        (place.project / "sextant.yaml").write_text(text)
        return [Step(place.on_project("status"), FINE), Step(place.on_project("check"), statuses(1), answers=True),
                Step(place.on_project("train", "--quiet"), BAD, says="data.csv")]
    add("folder", "the data are gone", source_is_gone)

    def full(place):
        out = open("/dev/full", "wb")
        place.closing.append(out.close)
        return [Step(place.on_project(*words), statuses(3), says="standard output", stdout=out) for words in (
            ("status",), ("journal",), ("log",), ("predict", place.project / "data.csv"), ("registry", "--json"))] + [
            Step(["--help"], statuses(3), says="standard output", stdout=out)]
    add("folder", "a full disk behind standard output", full)

    def theme(place):
        return [Step(place.on_project("--theme", "nonsense"), BAD, says="nonsense"),
                Step(place.on_project("--theme", "drk"), BAD, says="did you mean `dark`")]
    add("folder", "a theme nobody has", theme)


def cases():
    made = []

    def add(family, name, make, slow=False):
        made.append(Case(family, name, make, slow))

    models(add)
    boosters(add)
    journals(add)
    logs(add)
    series(add)
    folders(add)
    return made
