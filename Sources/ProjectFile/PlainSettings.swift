/// A small YAML file of settings, one a line: a name with a word, or with a list of words.
public struct PlainSettings: Sendable {
  public struct Setting: Sendable, Equatable {
    public var name: String
    /// The words as written; nil where nothing stands after the name.
    public var values: [String]?
    /// From 1.
    public var line: Int
  }

  /// In the order of the file.
  public let settings: [Setting]
  /// What is wrong with the file's form; what a finding is about is not among the settings.
  public let findings: [ProjectFile.Finding]

  /// Reads a file of settings; never fails: what is wrong is a finding.
  ///
  /// - Parameter path: the file as it is to be named in findings.
  public static func parse(bytes: [UInt8], path: String) -> PlainSettings {
    var reading = SettingsReading(path: path)
    reading.read(bytes)
    return PlainSettings(settings: reading.settings, findings: reading.findings)
  }
}

private struct SettingsReading {
  let path: String
  var settings: [PlainSettings.Setting] = []
  var findings: [ProjectFile.Finding] = []

  init(path: String) { self.path = path }

  mutating func read(_ bytes: [UInt8]) {
    do throws(YAMLProblem) {
      var reader = try YAMLReader(bytes)
      guard let root = try reader.document() else { return }
      for problem in reader.problems { report(problem.place, problem.message, problem.mend) }
      take(root)
    } catch {
      report(error.place, error.message, error.mend)
    }
  }

  private mutating func report(_ place: Place, _ message: String, _ mend: String, key: String = "") {
    findings.append(
      ProjectFile.Finding(
        where: path, key: key, line: place.line, column: place.column, severity: .error, message: message, mend: mend))
  }

  private mutating func take(_ root: YAMLNode) {
    guard case .mapping(let entries) = root.content else {
      if !root.isNull { report(root.place, "the file is \(root.kindPhrase)", "write lines such as `name: value`") }
      return
    }
    for entry in entries {
      guard let name = entry.key.scalar?.text else { continue }
      var setting = PlainSettings.Setting(name: name, values: nil, line: entry.key.place.line)
      switch entry.value.content {
      case .scalar(let scalar): setting.values = entry.value.isNull ? nil : [scalar.text]
      case .sequence(let nodes): setting.values = words(nodes, of: name)
      case .mapping:
        report(entry.value.place, "`\(name)` is a set of keys", "write a word, or a list of words", key: name)
        continue
      }
      settings.append(setting)
    }
  }

  private mutating func words(_ nodes: [YAMLNode], of name: String) -> [String] {
    nodes.compactMap { node in
      if let scalar = node.scalar, !node.isNull { return scalar.text }
      let what = node.isNull ? "nothing" : node.kindPhrase
      report(node.place, "`\(name)` has \(what) in its list", "write a word, in quotes where it is a sign", key: name)
      return nil
    }
  }
}
