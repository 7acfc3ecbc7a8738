/// The theme files, compiled in. Written by scripts/embed-themes.py from themes/*.toml: change those.
public enum BuiltInThemes {
  /// The text of themes/dark.toml.
  public static let dark = #"""
    # Sextant's dark theme: quiet greys, one blue accent, warm colours for what wants attention.
    #
    # A role takes a colour's name from [palette], a number (0-255), "#rrggbb" or "default" (the terminal's own), or
    # {fg = …, bg = …, bold = true, dim = true, italic = true, underline = true, reverse = true}.
    # A role left out looks like the part of its name before the last dot, and in the end like `text`.
    # The numbers are entries of the 256-colour palette, so that ssh and tmux change nothing.

    name = "dark"

    screen = {fg = "ink", bg = "night"}

    text = "ink"
    text.dim = "mist"
    text.strong = {fg = "paper", bold = true}
    accent = "blue"

    title = {fg = "ink", bold = true}
    title.focus = {fg = "blue", bold = true}
    border = "slate"
    border.focus = "blue"

    status.ok = "green"
    status.attention = {fg = "amber", bold = true}
    status.failing = {fg = "red", bold = true}
    status.busy = "lilac"
    status.idle = "mist"

    key = {fg = "blue", bold = true}
    key.hint = "mist"
    selection = {bg = "dusk", bold = true}
    selection.faint = {bg = "shade"}
    toast = {fg = "paper", bg = "dusk"}
    tab = "mist"
    tab.active = {fg = "night", bg = "blue", bold = true}
    dialog = {fg = "ink", bg = "shade"}
    dialog.border = {fg = "blue", bg = "shade"}
    table.header = {fg = "mist", underline = true}

    spark = "blue"
    gauge = "blue"
    gauge.track = "slate"
    progress = "lilac"
    progress.track = "slate"
    scroll = "mist"
    scroll.track = "line"
    timeline = "slate"
    timeline.now = {fg = "blue", bold = true}

    chart.axis = "slate"
    chart.axis.label = "mist"
    chart.threshold = "red"
    chart.event = "amber"
    chart.cursor = "paper"
    chart.reference = "fog"
    chart.window = "blue"
    chart.line.1 = "blue"
    chart.line.2 = "amber"
    chart.line.3 = "green"
    chart.line.4 = "pink"
    chart.line.5 = "teal"
    chart.line.6 = "lilac"

    # From nothing to the most: cold cells recede, hot ones stand out.
    heat.0 = 238
    heat.1 = 240
    heat.2 = 243
    heat.3 = 137
    heat.4 = 179
    heat.5 = 215
    heat.6 = 209
    heat.7 = 203
    heat.8 = 197

    [palette]
    night = 233
    shade = 235
    line = 238
    dusk = 236
    slate = 241
    fog = 245
    mist = 247
    ink = 252
    paper = 231
    blue = 110
    teal = 73
    green = 108
    amber = 179
    red = 203
    pink = 175
    lilac = 146

    # What to use where only the sixteen colours of the terminal exist.
    [ansi]
    night = 0
    shade = 0
    line = 8
    dusk = 8
    slate = 8
    fog = 7
    mist = 7
    ink = 7
    paper = 15
    blue = 12
    teal = 6
    green = 2
    amber = 11
    red = 9
    pink = 13
    lilac = 5

    """#

  /// The text of themes/light.toml.
  public static let light = #"""
    # Sextant's light theme: ink on paper, one blue accent. The format is told in dark.toml.

    name = "light"

    screen = {fg = "ink", bg = "paper"}

    text = "ink"
    text.dim = "stone"
    text.strong = {fg = "black", bold = true}
    accent = "blue"

    title = {fg = "ink", bold = true}
    title.focus = {fg = "blue", bold = true}
    border = "silver"
    border.focus = "blue"

    status.ok = "green"
    status.attention = {fg = "amber", bold = true}
    status.failing = {fg = "red", bold = true}
    status.busy = "violet"
    status.idle = "stone"

    key = {fg = "blue", bold = true}
    key.hint = "stone"
    selection = {bg = "sky", bold = true}
    selection.faint = {bg = "cloud"}
    toast = {fg = "black", bg = "sky"}
    tab = "stone"
    tab.active = {fg = "white", bg = "blue", bold = true}
    dialog = {fg = "ink", bg = "white"}
    dialog.border = {fg = "blue", bg = "white"}
    table.header = {fg = "stone", underline = true}

    spark = "blue"
    gauge = "blue"
    gauge.track = "silver"
    progress = "violet"
    progress.track = "silver"
    scroll = "stone"
    scroll.track = "cloud"
    timeline = "silver"
    timeline.now = {fg = "blue", bold = true}

    chart.axis = "silver"
    chart.axis.label = "stone"
    chart.threshold = "red"
    chart.event = "amber"
    chart.cursor = "black"
    chart.reference = "steel"
    chart.window = "blue"
    chart.line.1 = "blue"
    chart.line.2 = "rust"
    chart.line.3 = "green"
    chart.line.4 = "plum"
    chart.line.5 = "teal"
    chart.line.6 = "violet"

    # From nothing to the most: ever darker and redder.
    heat.0 = 250
    heat.1 = 247
    heat.2 = 179
    heat.3 = 172
    heat.4 = 166
    heat.5 = 160
    heat.6 = 124
    heat.7 = 88
    heat.8 = 52

    [palette]
    white = 231
    paper = 255
    cloud = 253
    sky = 153
    silver = 246
    steel = 244
    stone = 240
    ink = 235
    black = 16
    blue = 25
    teal = 23
    green = 22
    amber = 94
    rust = 130
    red = 160
    plum = 126
    violet = 61

    # What to use where only the sixteen colours of the terminal exist.
    [ansi]
    white = 15
    paper = 15
    cloud = 7
    sky = 7
    silver = 7
    steel = 8
    stone = 8
    ink = 0
    black = 0
    blue = 4
    teal = 6
    green = 2
    amber = 3
    rust = 1
    red = 1
    plum = 5
    violet = 5

    """#
}
