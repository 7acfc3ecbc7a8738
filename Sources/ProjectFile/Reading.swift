import Expressions

/// One reading of a project file: collects findings and places while sections are read.
struct Reading {
  /// Findings kept; a file with more has a problem that the first ones show.
  static let findingCountMax = 200

  let path: String
  private(set) var findings: [ProjectFile.Finding] = []
  private(set) var places: [String: Place] = [:]
  /// Keys of the gates that could be read, in order.
  var gateKeys: [String] = []

  init(path: String) { self.path = path }

  /// In file order.
  var sortedFindings: [ProjectFile.Finding] {
    findings.enumerated()
      .sorted { ($0.element.line, $0.element.column, $0.offset) < ($1.element.line, $1.element.column, $1.offset) }
      .map(\.element)
  }

  mutating func error(_ key: String, _ place: Place, _ message: String, _ mend: String) {
    add(.error, key, place, message, mend)
  }

  mutating func warning(_ key: String, _ place: Place, _ message: String, _ mend: String) {
    add(.warning, key, place, message, mend)
  }

  private mutating func add(
    _ severity: ProjectFile.Finding.Severity, _ key: String, _ place: Place, _ message: String, _ mend: String
  ) {
    guard findings.count < Reading.findingCountMax || severity == .error && !findings.contains(where: \.isError) else {
      return
    }
    findings.append(
      ProjectFile.Finding(
        where: path, key: key, line: place.line, column: place.column, severity: severity, message: message,
        mend: mend))
  }

  mutating func note(_ key: String, _ place: Place) { places[key] = place }

  /// The root of the document, if there is one to speak of.
  mutating func root(of bytes: [UInt8]) -> YAMLNode? {
    do throws(YAMLProblem) {
      var reader = try YAMLReader(bytes)
      defer { for problem in reader.problems { error("", problem.place, problem.message, problem.mend) } }
      if let root = try reader.document(), !root.isNull { return root }
      error("", Place(line: 1, column: 1), "the file is empty", "let `sextant init DATA --target COLUMN` write it")
    } catch {
      self.error("", error.place, error.message, error.mend)
    }
    return nil
  }
}

extension ProjectFile.Finding {
  fileprivate var isError: Bool { severity == .error }
}

/// A value with its dotted key.
struct Field {
  var key: String
  var node: YAMLNode

  var place: Place { node.place }
}

/// The keys of a section that are there and not null.
struct Fields {
  /// Dotted key of the section; empty at the root.
  var key: String
  var place: Place
  fileprivate var values: [String: Field] = [:]

  subscript(name: String) -> Field? { values[name] }

  func key(of name: String) -> String { key.isEmpty ? name : "\(key).\(name)" }
}

// MARK: - Sections and lists

extension Reading {
  /// Reads a set of keys and reports those that are not known.
  ///
  /// - Parameter aliens: how to mend keys that belong elsewhere, by name.
  mutating func fields(_ field: Field, _ known: [String], aliens: [String: String] = [:]) -> Fields? {
    guard case .mapping(let entries) = field.node.content else {
      wrongType(field, "keys (\(known.prefix(4).joined(separator: ", "))\(known.count > 4 ? ", …" : ""))")
      return nil
    }
    var fields = Fields(key: field.key, place: field.place)
    for entry in entries {
      guard let name = entry.key.scalar?.text else { continue }
      let key = fields.key(of: name)
      guard known.contains(name) else {
        error(key, entry.key.place, "`\(key)` is not a key", aliens[name] ?? mend(name, known, "the keys here are"))
        continue
      }
      note(key, entry.value.place)
      if !entry.value.isNull { fields.values[name] = Field(key: key, node: entry.value) }
    }
    return fields
  }

  /// A section within a section; nil when it is not there or is no section.
  mutating func section(_ outer: Fields, _ name: String, _ known: [String]) -> Fields? {
    guard let field = outer[name] else { return nil }
    return fields(field, known)
  }

  /// The elements of a list; empty when it is not there.
  mutating func list(_ outer: Fields, _ name: String) -> [Field] {
    guard let field = outer[name] else { return [] }
    guard case .sequence(let nodes) = field.node.content else {
      wrongType(field, "a list")
      return []
    }
    return elements(field, nodes)
  }

  mutating func elements(_ field: Field, _ nodes: [YAMLNode]) -> [Field] {
    nodes.enumerated().map { index, node in
      let key = "\(field.key)[\(index)]"
      note(key, node.place)
      return Field(key: key, node: node)
    }
  }

  /// The entries of a section whose keys are names that people choose, in file order.
  mutating func named(_ outer: Fields, _ name: String) -> [(name: String, field: Field)] {
    guard let field = outer[name] else { return [] }
    guard case .mapping(let entries) = field.node.content else {
      wrongType(field, "names with what they stand for")
      return []
    }
    return entries.compactMap { entry in
      guard let name = entry.key.scalar?.text else { return nil }
      let key = "\(field.key).\(name)"
      guard !name.isEmpty else {
        error(key, entry.key.place, "`\(field.key)` has a name that is empty", "name it")
        return nil
      }
      note(key, entry.key.place)
      return (name, Field(key: key, node: entry.value))
    }
  }

  mutating func wrongType(_ field: Field, _ wanted: String) {
    let what = field.key.isEmpty ? "the file" : "`\(field.key)`"
    error(field.key, field.place, "\(what) wants \(wanted), not \(field.node.kindPhrase)", "write \(wanted)")
  }

  /// Reports that a key without which nothing works is missing.
  mutating func missing(_ outer: Fields, _ name: String, _ mend: String) {
    error(outer.key(of: name), outer.place, "`\(outer.key(of: name))` is missing", mend)
  }

  func mend(_ word: String, _ known: [String], _ intro: String) -> String {
    if let meant = Spelling.nearest(to: word, among: known) { return "did you mean `\(meant)`?" }
    if known.count == 1 { return "write `\(known[0])`" }
    return known.isEmpty ? "leave it out" : "\(intro) \(known.joined(separator: ", "))"
  }
}
