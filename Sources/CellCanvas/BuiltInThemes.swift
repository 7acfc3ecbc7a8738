/// The theme files, compiled in. Written by scripts/embed-themes.py from themes/*.toml: change those.
public enum BuiltInThemes {
  /// The theme that every other stands on.
  public static let root = "dark"

  /// Names of the themes that come with the program: the first two, then by the alphabet.
  public static let names = all.map(\.name)

  /// The text of a theme file; nil for a name that none has.
  public static func text(of name: String) -> String? { all.first { $0.name == name }?.text }

  private static let all: [(name: String, text: String)] = [
    ("dark", dark),
    ("light", light),
    ("catppuccin-latte", catppuccinLatte),
    ("catppuccin-mocha", catppuccinMocha),
    ("colour-blind-dark", colourBlindDark),
    ("colour-blind-light", colourBlindLight),
    ("dracula", dracula),
    ("gruvbox-dark", gruvboxDark),
    ("gruvbox-light", gruvboxLight),
    ("high-contrast-dark", highContrastDark),
    ("high-contrast-light", highContrastLight),
    ("mono", mono),
    ("nord", nord),
    ("sixteen", sixteen),
    ("solarized-dark", solarizedDark),
    ("solarized-light", solarizedLight),
    ("tokyo-night", tokyoNight),
  ]

  /// The text of themes/dark.toml.
  public static let dark = #"""
    # Sextant's dark theme: quiet greys, one blue accent, warm colours for what wants attention.
    #
    # A role takes a colour's name from [palette], a number (0-255), "#rrggbb" or "default" (the terminal's own), or
    # {fg = …, bg = …, bold = true, dim = true, italic = true, underline = true, reverse = true}.
    # A role left out looks like the part of its name before the last dot, and in the end like `text`.
    # The numbers are entries of the 256-colour palette, so that ssh and tmux change nothing. docs/themes.md tells the rest.

    name = "dark"
    appearance = "dark"

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
    appearance = "light"

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

  /// The text of themes/catppuccin-latte.toml.
  public static let catppuccinLatte = #"""
    # Soft pastels on white lavender.

    name = "catppuccin-latte"
    inherits = "light"

    [gradients]
    heat = ["#ccd0da", "#9fb4e0", "#d7b25a", "#e08a3a", "#d4483a", "#98102c"]

    [palette]
    paper = "#eff1f5"
    white = "#f7f8fb"
    cloud = "#dce0e8"
    sky = "#ccd0e6"
    silver = "#9ca0b0"
    steel = "#7c7f93"
    stone = {rgb = "#55586e", x256 = 240}
    ink = "#4c4f69"
    black = "#1e1e2e"
    blue = {rgb = "#1761f5", x256 = 26}
    teal = "#179299"
    green = {rgb = "#2f7d20", x256 = 22}
    amber = "#94620f"
    rust = "#c64f0a"
    red = {rgb = "#d20f39", x256 = 125}
    plum = "#b8489a"
    violet = {rgb = "#8839ef", x256 = 93}

    """#

  /// The text of themes/catppuccin-mocha.toml.
  public static let catppuccinMocha = #"""
    # Soft pastels on dark lavender grey.

    name = "catppuccin-mocha"
    inherits = "dark"

    [gradients]
    heat = ["#313244", "#585b70", "#89b4fa", "#f9e2af", "#fab387", "#f38ba8"]

    [palette]
    night = "#1e1e2e"
    shade = "#262638"
    line = "#313244"
    dusk = "#313244"
    slate = "#585b70"
    fog = "#7f849c"
    mist = "#a6adc8"
    ink = "#cdd6f4"
    paper = "#ffffff"
    blue = "#89b4fa"
    teal = "#94e2d5"
    green = "#a6e3a1"
    amber = "#f9e2af"
    red = "#f38ba8"
    pink = "#f5c2e7"
    lilac = "#cba6f7"

    """#

  /// The text of themes/colour-blind-dark.toml.
  public static let colourBlindDark = #"""
    # Colours that the common kinds of colour blindness tell apart (Okabe and Ito, 2008), lightened for a dark screen.

    name = "colour-blind-dark"
    inherits = "dark"

    [gradients]
    heat = ["#2b2e36", "#31597a", "#56b4e9", "#b9d3c0", "#f0e442", "#ff7f32"]

    [palette]
    night = "#15161a"
    shade = "#1e2026"
    line = "#2b2e36"
    dusk = "#2a2d35"
    slate = "#5c6270"
    fog = "#8d93a1"
    mist = "#b3b8c4"
    ink = "#dcdfe6"
    paper = "#ffffff"
    blue = "#56b4e9"
    teal = "#3fd0c9"
    green = "#2fc79a"
    amber = "#f0e442"
    red = "#ff7f32"
    pink = "#d991bb"
    lilac = "#cc9fe0"

    """#

  /// The text of themes/colour-blind-light.toml.
  public static let colourBlindLight = #"""
    # Colours that the common kinds of colour blindness tell apart (Okabe and Ito, 2008), darkened for a light screen.

    name = "colour-blind-light"
    inherits = "light"

    [gradients]
    heat = ["#d8d8d6", "#a9c6db", "#5a9fcb", "#c9a227", "#cf6d1a", "#9a3a00"]

    [palette]
    paper = "#fbfbf8"
    white = {rgb = "#ffffff", x256 = 255}
    cloud = {rgb = "#ececea", x256 = 253}
    sky = "#d6e3ee"
    silver = "#a8a8a6"
    steel = "#74747a"
    stone = "#5b5b60"
    ink = "#333338"
    black = "#000000"
    blue = "#0072b2"
    teal = "#00757d"
    green = "#00795a"
    amber = "#8c6200"
    rust = "#b85000"
    red = "#b03a00"
    plum = "#a8437f"
    violet = "#5f4fa3"

    """#

  /// The text of themes/dracula.toml.
  public static let dracula = #"""
    # Bright pastels on blue black.

    name = "dracula"
    inherits = "dark"

    [gradients]
    heat = ["#343746", "#5f5a8e", "#bd93f9", "#ff79c6", "#ffb86c", "#ff5555"]

    [palette]
    night = "#21222c"
    shade = "#282a36"
    line = "#343746"
    dusk = "#343746"
    slate = "#6272a4"
    fog = "#8a93b8"
    mist = "#b6bdd6"
    ink = "#f8f8f2"
    paper = "#ffffff"
    blue = "#8be9fd"
    teal = "#66d9c2"
    green = "#50fa7b"
    amber = "#f1fa8c"
    red = "#ff6e6e"
    pink = "#ff79c6"
    lilac = "#bd93f9"

    """#

  /// The text of themes/gruvbox-dark.toml.
  public static let gruvboxDark = #"""
    # Warm retro colours on brown black.

    name = "gruvbox-dark"
    inherits = "dark"

    [gradients]
    heat = ["#3c3836", "#665c54", "#7c8f6a", "#d79921", "#fe8019", "#fb4934"]

    [palette]
    night = "#282828"
    shade = "#32302f"
    line = "#3c3836"
    dusk = "#3c3836"
    slate = "#665c54"
    fog = "#928374"
    mist = "#bdae93"
    ink = "#ebdbb2"
    paper = "#fbf1c7"
    blue = "#83a598"
    teal = "#8ec07c"
    green = "#b8bb26"
    amber = "#fabd2f"
    red = "#fb5441"
    pink = "#d3869b"
    lilac = "#cba6c3"

    """#

  /// The text of themes/gruvbox-light.toml.
  public static let gruvboxLight = #"""
    # Warm retro colours on cream.

    name = "gruvbox-light"
    inherits = "light"

    [gradients]
    heat = ["#d5c4a1", "#bdae93", "#c9a03a", "#d07318", "#b8430c", "#8a0005"]

    [palette]
    paper = "#fbf1c7"
    white = {rgb = "#fdf6d8", x256 = 255}
    cloud = {rgb = "#ebdbb2", x256 = 223}
    sky = "#e3d3a4"
    silver = "#bdae93"
    steel = "#7c6f64"
    stone = "#635952"
    ink = "#3c3836"
    black = "#1d2021"
    blue = "#076678"
    teal = "#3f7a55"
    green = "#6b6a0e"
    amber = "#976109"
    rust = "#af3a03"
    red = "#9d0006"
    plum = "#8f3f71"
    violet = "#6a4a86"

    """#

  /// The text of themes/high-contrast-dark.toml.
  public static let highContrastDark = #"""
    # White on black; words at 7 to 1 and more, focus and selection unmistakable.

    name = "high-contrast-dark"
    inherits = "dark"

    selection = {fg = "night", bg = "paper", bold = true}
    border = "fog"
    title.focus = {fg = "night", bg = "blue", bold = true}

    [gradients]
    heat = ["#303030", "#6c6c6c", "#d7d787", "#ffaf00", "#ff5f00", "#ff5f5f"]

    [palette]
    night = "#000000"
    shade = "#121212"
    line = "#303030"
    dusk = "#262626"
    slate = "#9e9e9e"
    fog = "#c6c6c6"
    mist = "#e4e4e4"
    ink = "#ffffff"
    paper = "#ffffff"
    blue = "#5fd7ff"
    teal = "#5fffd7"
    green = "#5fff5f"
    amber = "#ffd700"
    red = "#ff8787"
    pink = "#ffafff"
    lilac = "#d7afff"

    """#

  /// The text of themes/high-contrast-light.toml.
  public static let highContrastLight = #"""
    # Black on white; words at 7 to 1 and more, focus and selection unmistakable.

    name = "high-contrast-light"
    inherits = "light"

    selection = {fg = "white", bg = "black", bold = true}
    border = "steel"
    title.focus = {fg = "white", bg = "blue", bold = true}

    [gradients]
    heat = ["#d0d0d0", "#a8a8a8", "#c79a00", "#c25a00", "#a82000", "#5f0000"]

    [palette]
    paper = "#ffffff"
    white = "#f4f4f4"
    cloud = "#e4e4e4"
    sky = "#d0d0d0"
    silver = "#767676"
    steel = "#4e4e4e"
    stone = "#303030"
    ink = "#000000"
    black = "#000000"
    blue = "#00469b"
    teal = "#00585c"
    green = "#005200"
    amber = "#6b4200"
    rust = "#8a3000"
    red = "#a00000"
    plum = "#7a005c"
    violet = "#4b1f99"

    """#

  /// The text of themes/mono.toml.
  public static let mono = #"""
    # No colour at all: bold, dim, underline and reverse on the terminal's own two colours. What `NO_COLOR` asks for.

    name = "mono"
    inherits = "dark"
    appearance = "any"

    text.dim = {dim = true}
    text.strong = {bold = true}
    accent = {bold = true}
    title = {bold = true}
    title.focus = {bold = true, reverse = true}
    border = {dim = true}
    border.focus = {bold = true}
    status.ok = "default"
    status.attention = {bold = true}
    status.failing = {bold = true, underline = true}
    status.busy = {underline = true}
    status.idle = {dim = true}
    key = {bold = true}
    key.hint = {dim = true}
    selection = {reverse = true, bold = true}
    selection.faint = {underline = true}
    toast = {reverse = true}
    tab = {dim = true}
    tab.active = {reverse = true, bold = true}
    table.header = {dim = true, underline = true}
    chart.threshold = {bold = true}
    chart.event = {underline = true}
    chart.reference = {dim = true}

    [palette]
    night = "default"
    shade = "default"
    line = "default"
    dusk = "default"
    slate = "default"
    fog = "default"
    mist = "default"
    ink = "default"
    paper = "default"
    blue = "default"
    teal = "default"
    green = "default"
    amber = "default"
    red = "default"
    pink = "default"
    lilac = "default"

    [roles]
    heat.0 = {dim = true}
    heat.1 = {dim = true}
    heat.2 = "default"
    heat.3 = "default"
    heat.4 = "default"
    heat.5 = {bold = true}
    heat.6 = {bold = true}
    heat.7 = {bold = true}
    heat.8 = {bold = true, reverse = true}

    """#

  /// The text of themes/nord.toml.
  public static let nord = #"""
    # Cool blue greys and muted northern colours.

    name = "nord"
    inherits = "dark"

    [gradients]
    heat = ["#434c5e", "#5e81ac", "#88c0d0", "#ebcb8b", "#d08770", "#f0717b"]

    [palette]
    night = "#2e3440"
    shade = "#353c4a"
    line = "#434c5e"
    dusk = {rgb = "#3b4252", x256 = 239}
    slate = "#616e88"
    fog = "#8f9bb3"
    mist = {rgb = "#b4bfd1", x256 = 251}
    ink = "#d8dee9"
    paper = "#eceff4"
    blue = "#88c0d0"
    teal = "#8fbcbb"
    green = "#a3be8c"
    amber = "#ebcb8b"
    red = {rgb = "#e58b93", x256 = 210}
    pink = "#c79bbf"
    lilac = "#b9a3d0"

    """#

  /// The text of themes/sixteen.toml.
  public static let sixteen = #"""
    # The sixteen colours of the terminal itself and nothing else: looks as the terminal was set up to look, dark or light.

    name = "sixteen"
    inherits = "dark"
    appearance = "any"

    selection = {reverse = true, bold = true}
    selection.faint = {underline = true}
    toast = {reverse = true}
    tab.active = {reverse = true, bold = true}
    title.focus = {fg = "blue", bold = true, underline = true}
    text.strong = {bold = true}
    heat.0 = 8
    heat.1 = 8
    heat.2 = 4
    heat.3 = 6
    heat.4 = 2
    heat.5 = 3
    heat.6 = {fg = 3, bold = true}
    heat.7 = 1
    heat.8 = {fg = 1, bold = true}

    [palette]
    night = "default"
    shade = "default"
    line = 8
    dusk = "default"
    slate = 8
    fog = 8
    mist = "default"
    ink = "default"
    paper = "default"
    blue = 6
    teal = 4
    green = 2
    amber = 3
    red = 1
    pink = 5
    lilac = 5

    """#

  /// The text of themes/solarized-dark.toml.
  public static let solarizedDark = #"""
    # Even lightness on deep teal. Words are lighter than in the original, which keeps them at 4 to 1.

    name = "solarized-dark"
    inherits = "dark"

    [gradients]
    heat = ["#0d4452", "#2a6a6f", "#2aa198", "#b58900", "#cb4b16", "#f0524f"]

    [palette]
    night = "#002b36"
    shade = "#073642"
    line = "#0d4452"
    dusk = "#0b3f4c"
    slate = "#3f6a74"
    fog = "#839496"
    mist = {rgb = "#98a6a6", x256 = 151}
    ink = {rgb = "#adbabb", x256 = 151}
    paper = "#fdf6e3"
    blue = {rgb = "#3094da", x256 = 74}
    teal = "#2aa198"
    green = {rgb = "#859900", x256 = 142}
    amber = {rgb = "#b58900", x256 = 142}
    red = {rgb = "#e56663", x256 = 209}
    pink = "#d33682"
    lilac = {rgb = "#8488cd", x256 = 110}

    """#

  /// The text of themes/solarized-light.toml.
  public static let solarizedLight = #"""
    # Even lightness on cream. Words are darker than in the original, which keeps them at 4 to 1.

    name = "solarized-light"
    inherits = "light"

    [gradients]
    heat = ["#dcd6c4", "#b5c2b0", "#c7a72c", "#d0731a", "#c8401a", "#8d1715"]

    [palette]
    paper = "#fdf6e3"
    white = "#fffbf0"
    cloud = {rgb = "#eee8d5", x256 = 253}
    sky = "#dfe6d8"
    silver = "#b5b9aa"
    steel = "#657b83"
    stone = {rgb = "#54696f", x256 = 59}
    ink = "#3f5860"
    black = "#073642"
    blue = "#1f6fa8"
    teal = "#1e7f78"
    green = "#5f6d00"
    amber = "#8f6b00"
    rust = "#b1420f"
    red = "#c42a27"
    plum = "#b32a6e"
    violet = "#5a5fb0"

    """#

  /// The text of themes/tokyo-night.toml.
  public static let tokyoNight = #"""
    # Neon on a clear night.

    name = "tokyo-night"
    inherits = "dark"

    [gradients]
    heat = ["#292e42", "#3d59a1", "#7dcfff", "#e0af68", "#ff9e64", "#f7768e"]

    [palette]
    night = "#1a1b26"
    shade = "#20222f"
    line = "#292e42"
    dusk = "#2a2f45"
    slate = "#565f89"
    fog = "#737aa2"
    mist = "#a9b1d6"
    ink = "#c0caf5"
    paper = "#ffffff"
    blue = "#7aa2f7"
    teal = "#73daca"
    green = "#9ece6a"
    amber = "#e0af68"
    red = "#f7768e"
    pink = "#ff9ecf"
    lilac = "#bb9af7"

    """#
}
