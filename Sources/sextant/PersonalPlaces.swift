/// Where a person's own files are, by the XDG base directory specification. Nil without a home.
struct PersonalPlaces {
  /// What a person writes: themes and keys.
  let configuration: String?
  /// What the program remembers.
  let state: String?

  init(environment variable: (String) -> String? = Environment.value) {
    func place(_ name: String, _ usual: String) -> String? {
      // A relative path in these is to be ignored.
      if let given = variable(name), given.hasPrefix("/") { return given + "/sextant" }
      guard let home = variable("HOME"), home.hasPrefix("/") else { return nil }
      return "\(home)/\(usual)/sextant"
    }
    configuration = place("XDG_CONFIG_HOME", ".config")
    state = place("XDG_STATE_HOME", ".local/state")
  }

  var themes: String? { configuration.map { $0 + "/themes" } }
  var keys: String? { configuration.map { "\($0)/\(KeyFile.name)" } }
  var memory: String? { state.map { $0 + "/cockpit.json" } }
}
