#!/usr/bin/env python3
"""Writes themes/*.toml into Sources/CellCanvas/BuiltInThemes.swift, so that the program needs no files to run.

A test holds the two equal; run this after changing a theme.
"""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / "Sources" / "CellCanvas" / "BuiltInThemes.swift"

HEADER = '''/// The theme files, compiled in. Written by scripts/embed-themes.py from themes/*.toml: change those.
public enum BuiltInThemes {
  /// The theme that every other stands on.
  public static let root = "dark"

  /// Names of the themes that come with the program: the first two, then by the alphabet.
  public static let names = all.map(\.name)

  /// The text of a theme file; nil for a name that none has.
  public static func text(of name: String) -> String? { all.first { $0.name == name }?.text }

'''

FIRST = ["dark", "light"]


def identifier(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(part.capitalize() for part in rest)


def constant(name: str) -> str:
    lines = (ROOT / "themes" / f"{name}.toml").read_text(encoding="utf-8").split("\n")
    body = "\n".join("    " + line if line else "" for line in lines[:-1])
    return (
        f"  /// The text of themes/{name}.toml.\n"
        f'  public static let {identifier(name)} = #"""\n{body}\n\n    """#\n'
    )


def main() -> None:
    others = sorted(path.stem for path in (ROOT / "themes").glob("*.toml") if path.stem not in FIRST)
    names = FIRST + others
    table = "".join(f'    ("{name}", {identifier(name)}),\n' for name in names)
    listing = f"  private static let all: [(name: String, text: String)] = [\n{table}  ]\n\n"
    TARGET.write_text(HEADER + listing + "\n".join(constant(name) for name in names) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
