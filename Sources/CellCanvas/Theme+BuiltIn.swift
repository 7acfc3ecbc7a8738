extension Theme {
  /// Quiet greys on near black with one blue accent: themes/dark.toml.
  public static let dark = Theme(root: BuiltInThemes.dark)
  /// Ink on paper with the same accent: themes/light.toml.
  public static let light = reading(BuiltInThemes.light, name: "light").theme

  /// The themes that come with the program.
  public static let builtIn = BuiltInThemes.names.compactMap(named)

  /// A theme that comes with the program; nil for a name that none has.
  public static func named(_ name: String) -> Theme? {
    BuiltInThemes.text(of: name).map { reading($0, name: name).theme }
  }
}
