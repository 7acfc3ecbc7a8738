#!/usr/bin/env python3
"""Writes themes/*.toml into Sources/CellCanvas/BuiltInThemes.swift, so that the program needs no files to run.

A test holds the two equal; run this after changing a theme.
"""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / "Sources" / "CellCanvas" / "BuiltInThemes.swift"

HEADER = '''/// The theme files, compiled in. Written by scripts/embed-themes.py from themes/*.toml: change those.
public enum BuiltInThemes {
'''


def constant(name: str) -> str:
    lines = (ROOT / "themes" / f"{name}.toml").read_text(encoding="utf-8").split("\n")
    body = "\n".join("    " + line if line else "" for line in lines[:-1])
    return (
        f"  /// The text of themes/{name}.toml.\n"
        f'  public static let {name} = #"""\n{body}\n\n    """#\n'
    )


def main() -> None:
    TARGET.write_text(HEADER + "\n".join(constant(name) for name in ("dark", "light")) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
