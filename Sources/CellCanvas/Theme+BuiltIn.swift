extension Theme {
  /// Quiet greys on near black with one blue accent: themes/dark.toml.
  public static let dark = Theme(complete: BuiltInThemes.dark)
  /// Ink on paper with the same accent: themes/light.toml.
  public static let light = Theme(complete: BuiltInThemes.light)

  /// The themes that come with the program.
  public static let builtIn = [dark, light]
}
