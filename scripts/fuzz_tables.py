"""Damaged tables: delimited text, JSON lines, gzip and SQLite."""
import gzip
import json
import os
import sqlite3
import zlib
from pathlib import Path

from fuzz_case import HEADER, Case, SkipCase, Step, rows, sample_table, statuses

BAD, FINE, EITHER = statuses(2), statuses(0), statuses(0, 2)


def table():
    return sample_table(600, 2)


def lines():
    return table().splitlines()


# Which commands a file goes through. `profile` reads all of it, `predict` streams it, the others take it as data.
def steps(place, path, expected, commands=("profile",), says=None, patience=1.0, slow=False):
    says = Path(str(path).split("#")[0]).name if says is None else says
    made = []
    for command in commands:
        if command == "init":
            words = ["init", str(path), "--target", "y", "--project", str(place.folder / "fresh")]
        elif command == "drift":
            words = ["drift", "--reference", str(place.base / "data.csv"), "--current", str(path)]
        elif command == "profile":
            words = ["profile", str(path)]
        elif command == "append":
            words = place.on_project("data", "append", path)
        else:
            words = place.on_project(command, path)
        # Appending hashes the file, which an unoptimised build takes a minute for where it is large.
        made.append(Step(words, expected, says=says if expected == BAD else "",
                         patience=patience * (8 if command == "append" and slow else 1)))
    return made


ALL = ("init", "profile", "drift", "predict", "evaluate", "replay", "append")
# Every case goes through `profile`; the others take turns, so that each meets a good part of the damage.
TURNS = [("init", "predict"), ("drift", "replay"), ("evaluate", "append"), ("predict", "init"), ("append", "drift"),
         ("replay", "evaluate")]


class Tables:
    def __init__(self):
        self.all, self.turn = [], 0

    def add(self, name, content, expected=BAD, commands=None, slow=False, family="table", file="data.csv", says=None,
            patience=1.0):
        if commands is None:
            commands = ("profile",) + TURNS[self.turn % len(TURNS)]
            self.turn += 1

        def make(place):
            made = content(place) if callable(content) else content
            path = made if isinstance(made, (Path, str)) and not isinstance(made, bytes) and hasattr(made, "parts") \
                else None
            path = path or place.write(file, made)
            return steps(place, path, expected, commands, says, patience, slow)

        self.all.append(Case(family, name, make, slow))


def changed(change):
    def make(place):
        text = lines()
        return change(text, place.generator)
    return make


def joined(text, end="\n"):
    return end.join(text) + end


def random_bytes(generator, count):
    return bytes(generator.getrandbits(8) for _ in range(count))


def with_field(value, column=2, row=100):
    def change(text, generator):
        fields = text[row].split(",")
        fields[column] = value
        text[row] = ",".join(fields)
        return joined(text)
    return changed(change)


def big_file(place, *pieces):
    path = place.folder / "data.csv"
    with open(path, "wb") as out:
        for piece, times in pieces:
            block = piece * max(1, (1 << 20) // len(piece)) if times > 1 else piece
            many, rest = divmod(times * len(piece), len(block))
            for _ in range(many):
                out.write(block)
            out.write(block[:rest])
    return path


def ragged(text, generator):
    for _ in range(60):
        row = generator.randrange(1, len(text))
        fields = text[row].split(",")
        text[row] = ",".join(fields[:generator.randrange(1, len(fields))] if generator.random() < 0.5
                             else fields + ["x"] * generator.randrange(1, 9))
    return joined(text)


def delimited(tables):
    add = tables.add
    add("empty file", b"", commands=ALL)
    add("one line end", b"\n")
    add("a byte order mark alone", b"\xef\xbb\xbf")
    add("spaces alone", b"   \n   \n", EITHER)
    add("header alone, to learn from", HEADER + "\n", commands=("init",))
    add("header alone, to look at", HEADER + "\n", EITHER, ("profile", "drift", "predict", "evaluate", "replay", "append"))
    add("header alone, without its end", HEADER, EITHER, ("profile", "predict", "replay"))
    add("random bytes", lambda p: random_bytes(p.generator, 4096), commands=ALL)
    add("random bytes with line ends", lambda p: b"\n".join(random_bytes(p.generator, 40) for _ in range(200)))
    add("a program", lambda p: Path("/bin/sh").read_bytes()[:30000])
    add("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20)
    add("a zip archive", b"PK\x03\x04\x14\0\0\0\x08\0" + bytes(range(256)) * 20)
    add("a zstd stream", b"\x28\xb5\x2f\xfd\x04\x58" + bytes(range(256)) * 20)
    add("an xz stream", b"\xfd7zXZ\0\0\x04" + bytes(range(256)) * 20)
    add("a bzip2 stream", b"BZh91AY&SY" + bytes(range(256)) * 20)
    add("a parquet file", b"PAR1\x15\x04\x15\x10" + bytes(range(256)) * 20 + b"PAR1")
    add("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n")
    add("UTF-16, little end first", table().encode("utf-16-le").join([b"\xff\xfe", b""]), EITHER)
    add("UTF-16, big end first", b"\xfe\xff" + table().encode("utf-16-be"), EITHER)
    add("UTF-16 without its mark", table().encode("utf-16-le"))
    add("UTF-16 the other way without its mark", table().encode("utf-16-be"))
    add("UTF-32", b"\xff\xfe\0\0" + table().encode("utf-32-le"))
    add("UTF-16 cut in a character", (b"\xff\xfe" + table().encode("utf-16-le"))[:5001])
    add("Latin-1", table().replace("red", "rosé").encode("latin-1"))
    add("Windows-1252", table().replace("blue", "“blue” €").encode("cp1252"))
    add("broken UTF-8 in the header", table().encode().replace(b"colour", b"col\xffour"))
    add("broken UTF-8 in a value", changed(lambda t, g: joined(t).encode()[:9000] + b"\xc3\x28" + joined(t).encode()[9000:]))
    add("overlong UTF-8", table().encode().replace(b"red", b"\xc0\xaf", 1))
    add("surrogates as UTF-8", table().encode().replace(b"red", b"\xed\xa0\x80", 1))
    add("a character cut at the end", table().encode()[:-2] + b"\xe2\x82")
    add("a NUL in a field", table().encode().replace(b"red", b"r\0d", 1))
    add("a hole of NULs", table().encode()[:8000] + bytes(4096) + table().encode()[8000:])
    add("NULs alone", bytes(1 << 20))
    for cut in range(3):
        add(f"cut at random, {cut + 1}", lambda p: table().encode()[:p.generator.randrange(300, 9000)], EITHER)
    add("a quote that never closes, early", changed(lambda t, g: joined(t[:2] + ['"' + t[2]] + t[3:])))
    add("a quote that never closes, late", changed(lambda t, g: joined(t[:-1] + [t[-1].replace("-", '"-', 1)])), EITHER)
    add("a quote that never closes at the end", table() + '600,2024-02-01,"1')
    add("text behind a closing quote", with_field('"red"dish', 4))
    add("a quote inside a field", with_field('re"d', 4), EITHER)
    add("carriage returns alone", joined(lines(), "\r"), EITHER)
    add("three kinds of line ends", changed(lambda t, g: "".join(l + g.choice(["\n", "\r\n", "\r"]) for l in t)), EITHER)
    add("line ends the wrong way round", joined(lines(), "\n\r"), EITHER)
    add("two separators", changed(lambda t, g: joined(t[:300] + [l.replace(",", ";") for l in t[300:]])))
    add("a decimal comma", changed(lambda t, g: joined([l.replace(".", ",") for l in t])))
    add("short rows", changed(lambda t, g: joined([l if i % 50 else ",".join(l.split(",")[:3]) for i, l in enumerate(t, 1)])))
    add("long rows", changed(lambda t, g: joined([l if i % 50 else l + ",1,2" for i, l in enumerate(t, 1)])))
    add("ragged rows", changed(ragged))
    add("every other row empty", changed(lambda t, g: joined([x for l in t for x in (l, "")])), EITHER)
    add("twice the same name", changed(lambda t, g: joined(["id,day,a,a,colour,y"] + t[1:])), EITHER)
    add("names that differ by spaces", changed(lambda t, g: joined(["id,day,a, a ,colour,y"] + t[1:])), EITHER)
    add("an empty name", changed(lambda t, g: joined(["id,day,a,,colour,y"] + t[1:])), EITHER)
    add("empty names alone", changed(lambda t, g: joined([",,,,,"] + t[1:])), EITHER)
    add("no header", changed(lambda t, g: joined(t[1:])), commands=("init", "predict", "replay"), says="column|header")
    add("a name with an escape sequence", changed(lambda t, g: joined(["id,day,\x1b[31m\x07a,b,colour,z"] + t[1:])),
        commands=("init", "predict", "replay"), says="column")
    add("a model's column is missing", changed(lambda t, g: joined([",".join(l.split(",")[:3] + l.split(",")[4:]) for l in t])),
        commands=("predict", "evaluate", "replay"), says="column [`\"]b")
    add("the target is missing", changed(lambda t, g: joined([",".join(l.split(",")[:5]) for l in t])),
        commands=("init", "evaluate"), says="`?y`?|\"y\"")
    add("more columns than the model knows", changed(lambda t, g: joined([l + ",7" for l in [t[0] + "x"] + t[1:]][:0]
        + [t[0] + ",extra"] + [l + ",7" for l in t[1:]])), EITHER, ("predict", "evaluate", "replay", "append"))
    add("a class nobody has seen", with_field("maybe", 5), commands=("evaluate", "replay"))
    add("a class nobody has seen, to learn from", with_field("maybe", 5), EITHER, ("init", "append"))
    add("a target of one class", changed(lambda t, g: joined([t[0]] + [l[:-1] + "1" for l in t[1:]])), commands=("init",),
        says="target")
    add("a target without a value", changed(lambda t, g: joined([t[0]] + [l[:-1] for l in t[1:]])), commands=("init",),
        says="target")
    add("a target of five hundred classes", changed(lambda t, g: joined([t[0]] + [l[:-1] + f"k{i}" for i, l in enumerate(t[1:])])),
        commands=("init",), says="target")
    add("words where numbers were", changed(lambda t, g: joined([t[0]] + [l.replace(l.split(",")[2], "much", 1) for l in t[1:]])),
        commands=("predict", "replay", "evaluate", "append"))
    add("one row", changed(lambda t, g: joined(t[:2])), EITHER, ("init", "profile", "drift", "predict", "evaluate", "replay"))
    add("one column", changed(lambda t, g: joined([l.split(",")[5] for l in t])), EITHER, ("init", "profile", "drift"))
    for value in ("1e999", "-0", "0x1F", "inf", "-Infinity", "nan", "1_000", "1" * 400, "1e-400", "--1", "1.2.3", "٣"):
        shown = value if len(value) < 20 else "four hundred digits"
        add(f"a number that is {shown}", with_field(value), EITHER)
    for value in ("2024-13-45", "99999-01-01", "-0001-02-03", "2024-02-30", "0000-00-00", "2024-01-01T25:61:61Z",
                  "2024-01-01T00:00:00+99:99", "9" * 25):
        add(f"a date that is {value}", with_field(value, 1), EITHER)
    add("a line of 3 MB", with_field("x" * 3_000_000, 4), EITHER)
    add("a field of 64 MB", lambda p: big_file(p, (table().encode() + b"700,2024-02-01,1,1,", 1), (b"x", 64 << 20), (b",1\n", 1)),
        slow=True)
    add("an open quote and 64 MB", lambda p: big_file(p, (table().encode() + b'700,"', 1), (b"x,\n", 22 << 20)), slow=True)
    add("64 MB without a separator", lambda p: big_file(p, (b"y", 64 << 20)), slow=True)
    add("64 MB of separators", lambda p: big_file(p, (b",", 64 << 20)), slow=True)
    add("64 MB of line ends", lambda p: big_file(p, (HEADER.encode() + b"\n", 1), (b"\n", 64 << 20)), EITHER, slow=True)
    add("a million columns", lambda p: ",".join(f"c{i}" for i in range(1_000_000)) + "\n" + ",".join(["1"] * 1_000_000) + "\n",
        commands=("profile", "init", "drift", "predict"), slow=True)
    add("a million names alone", lambda p: ",".join(f"c{i}" for i in range(1_000_000)) + "\n", slow=True)
    add("a name of 1 MB", lambda p: table().replace("colour", "c" * (1 << 20), 1), EITHER)


def places(tables):
    add = tables.add

    def made(act):
        def make(place):
            path = place.folder / "data.csv"
            return act(place, path) or path
        return make

    def unreadable(place, path):
        if os.geteuid() == 0:
            raise SkipCase("root may read everything")
        path.write_text(table())
        path.chmod(0)

    def long_name(place, path):
        return place.folder / ("n" * 300)

    def odd_name(place, path):
        return place.write("two\nlines \x1b[31m.csv", b"")

    add("a folder", made(lambda p, path: path.mkdir()), commands=ALL, family="place")
    add("nothing there", made(lambda p, path: None), commands=ALL, family="place")
    add("a link to nothing", made(lambda p, path: path.symlink_to("nowhere")), family="place")
    add("a link to itself", made(lambda p, path: path.symlink_to("data.csv")), family="place")
    add("a pipe that nobody writes to", made(lambda p, path: os.mkfifo(path)), family="place")
    add("not to be read", made(unreadable), family="place")
    add("a name too long", made(long_name), family="place", says="nnnn")
    add("a name of two lines", made(odd_name), family="place", says="lines")
    add("/dev/null", lambda p: Path("/dev/null"), family="place")
    add("/dev/zero", lambda p: Path("/dev/zero"), family="place")
    add("/proc/self/mem", lambda p: Path("/proc/self/mem"), family="place")


def bomb(piece, total):
    """A gzip stream of `total` bytes of a piece over and over, made without compressing them all."""
    block = piece * ((1 << 20) // len(piece))
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = squeezer.compress(block) + squeezer.flush(zlib.Z_FULL_FLUSH)
    same = squeezer.compress(block) + squeezer.flush(zlib.Z_FULL_FLUSH)
    times = total // len(block)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + first + same * (times - 1) + b"\x03\0" + bytes(8)


def compressed(tables):
    def add(name, content, expected=BAD, **more):
        tables.add(name, content, expected, family="gzip", file="data.csv.gz", **more)

    whole = gzip.compress(table().encode(), mtime=0)
    add("cut in the middle", whole[:len(whole) // 2])
    add("cut in its header", whole[:5])
    add("a header alone", whole[:10])
    add("its sum is wrong", whole[:-8] + b"\0\0\0\0" + whole[-4:])
    add("a flipped bit", whole[:4000] + bytes([whole[4000] ^ 4]) + whole[4001:])
    add("junk behind it", whole + b"and then some", EITHER)
    add("nothing inside", gzip.compress(b""))
    add("binary inside", lambda p: gzip.compress(random_bytes(p.generator, 9000)))
    add("named gzip, and is text", table().encode(), EITHER)
    add("gzip in gzip", gzip.compress(whole))
    add("10 GB of zeros", lambda p: bomb(b"\0", 10 << 30), slow=True)
    add("10 GB of one digit", lambda p: bomb(b"0", 10 << 30), slow=True)
    add("10 GB of line ends", lambda p: bomb(b"\n", 10 << 30), slow=True)
    add("10 GB of rows", lambda p: bomb(b"1,2,3,4,5,6\n\n\n\n\n", 10 << 30), slow=True)
    add("a bomb in a bomb", lambda p: gzip.compress(bomb(b"\0", 10 << 30), 6), slow=True)


def objects(count=300):
    names = HEADER.split(",")
    for line in rows(count, 2):
        fields = line.split(",")
        yield dict(zip(names, [int(fields[0]), fields[1], float(fields[2]), float(fields[3]), fields[4], int(fields[5])]))


def json_lines(tables):
    def add(name, line, expected=BAD, **more):
        def make(place):
            text = [json.dumps(value) for value in objects()]
            if callable(line):
                return line(text)
            return joined(text[:100] + [line] + text[100:])
        tables.add(name, make, expected, family="ndjson", file="data.ndjson", **more)

    add("a list a hundred thousand deep", '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", EITHER)
    add("objects a hundred thousand deep", '{"a":' * 100_000 + "1" + "}" * 100_000)
    add("twice the same key", '{"id": 1, "a": 1, "a": 2}', EITHER)
    add("cut in a line", lambda t: joined(t)[:9999])
    add("a line that is a number", "42")
    add("a line that is a list", "[1, 2]")
    add("a line that is no JSON", "id: 1, a: 2")
    add("NaN as a number", '{"id": 1, "a": NaN}', EITHER)
    add("a number of 1e999", '{"id": 1, "a": 1e999}', EITHER)
    add("half a surrogate", '{"id": 1, "colour": "\\ud800"}', EITHER)
    add("a wrong escape", '{"id": 1, "colour": "\\x41"}', EITHER)
    add("a string that never ends", '{"id": 1, "colour": "red')
    add("a comma too many", '{"id": 1, "a": 2,}')
    add("text where numbers were", '{"id": 1, "a": {"b": [1]}}', EITHER)
    add("a list over many lines", lambda t: "[\n" + ",\n".join(t) + "\n]\n", EITHER)
    add("empty objects", lambda t: "{}\n" * 500)
    add("UTF-16", lambda t: joined(t).encode("utf-16"), EITHER)
    add("a NUL", '{"id": 1, "a": 2\0}')
    add("fifty thousand keys", "{" + ", ".join(f'"k{i}": 1' for i in range(50_000)) + "}", EITHER)
    add("a string of 64 MB", lambda t: joined(t) + '{"id": 1, "colour": "' + "x" * (64 << 20) + '"}\n', slow=True)


def databases(tables):
    def build(path, act=None, count=3000):
        base = sqlite3.connect(path)
        base.execute("create table shop (id integer, day text, a real, b real, colour text, y integer)")
        base.executemany("insert into shop values (?, ?, ?, ?, ?, ?)",
                         [tuple(value.values()) for value in objects(count)])
        if act:
            act(base)
        base.commit()
        return base

    def add(name, damage=None, expected=BAD, act=None, table_name=None, **more):
        def make(place):
            path = place.folder / "data.db"
            base = build(path, act)
            if damage != "open":
                base.close()
            if damage == "open":
                base.execute("begin exclusive")
                place.closing.append(base.close)
            elif damage:
                damaged = damage(bytearray(path.read_bytes()), place.generator)
                path.write_bytes(damaged)
            return path.with_name("data.db#" + table_name) if table_name else path
        tables.add(name, make, expected, family="sqlite", **more)

    def pages(count, first=1):
        def damage(content, generator):
            for _ in range(count):
                page = generator.randrange(first, len(content) // 4096)
                content[page * 4096:(page + 1) * 4096] = random_bytes(generator, 4096)
            return content
        return damage

    def flipped(content, generator):
        for _ in range(40):
            at = generator.randrange(100, len(content))
            content[at] ^= 1 << generator.randrange(8)
        return content

    add("cut in the middle", lambda c, g: c[:len(c) // 2])
    add("its header alone", lambda c, g: c[:100])
    add("cut in a page", lambda c, g: c[:9000])
    add("three pages of noise", pages(3))
    add("its first page is noise", lambda c, g: c[:100] + random_bytes(g, 3996) + c[4096:])
    add("every page is noise", lambda c, g: c[:100] + random_bytes(g, len(c) - 100))
    add("flipped bits", flipped, EITHER)
    add("NULs for pages", lambda c, g: c[:4096] + bytes(len(c) - 4096))
    add("a page size of nothing", lambda c, g: c[:16] + b"\0\0" + c[18:])
    add("called a database, and is text", lambda c, g: table().encode(), EITHER)
    add("an empty database", lambda c, g: b"")
    add("locked by a writer", "open")
    add("no such table", table_name="stock")
    add("a table of a text file", lambda c, g: table().encode(), table_name="shop")
    add("no table", act=lambda b: b.execute("drop table shop"))
    add("two tables", act=lambda b: b.execute("create table other (a)"))
    add("an empty table", act=lambda b: b.execute("delete from shop"), expected=EITHER)
    add("a view that never ends", act=lambda b: b.execute(
        "create view rounds as with recursive n(a) as (select 1 union all select a + 1 from n) select a, 'x' y from n"),
        table_name="rounds", commands=("profile",))
    add("a view that yields nothing for ever", act=lambda b: b.execute(
        "create view rounds as with recursive n(a) as (select 1 union all select a + 1 from n) select a from n where a < 0"),
        table_name="rounds", commands=("profile",))
    add("a view of itself", act=lambda b: b.executescript(
        "create view one as select * from shop; create view two as select * from one; drop view one; "
        "create view one as select * from two"), table_name="one")
    add("a view of a table that is gone", act=lambda b: b.executescript(
        "create view v as select * from shop; drop table shop"), table_name="v")
    add("blobs and texts in a column of numbers", act=lambda b: b.execute(
        "update shop set a = case id % 3 when 0 then x'00ff' when 1 then 'much' else 1 end"), expected=EITHER)
    add("a text that is not UTF-8", act=lambda b: b.execute("update shop set colour = cast(x'ff41' as text) where id = 7"))
    add("a NUL in a text", act=lambda b: b.execute("update shop set colour = 'a' || char(0) || 'b' where id = 7"))
    add("a value of 64 MB", act=lambda b: b.execute("update shop set colour = zeroblob(64000000) where id = 7"), slow=True)
    add("two thousand columns", act=lambda b: b.execute(
        "create table wide (" + ", ".join(f"c{i}" for i in range(2000)) + ")"), table_name="wide", expected=EITHER)


def cases():
    tables = Tables()
    delimited(tables)
    places(tables)
    compressed(tables)
    json_lines(tables)
    databases(tables)
    return tables.all
