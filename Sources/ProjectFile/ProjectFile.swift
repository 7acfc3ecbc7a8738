import Lifecycle

/// `sextant.yaml` as read: what it defines, what is wrong with it, and where each key stands.
public struct ProjectFile: Sendable {
  /// The file, as it was named to the reader; only quoted in findings.
  public let path: String
  /// Nil when a finding is an error.
  public let definition: ProjectDefinition?
  /// Everything that is wrong or doubtful, in file order.
  public let findings: [Finding]
  /// Places of values by dotted key, such as `scope.gates[1]`.
  let places: [String: Place]

  /// Reads a project file; never fails: what is wrong is a finding, and all of it is found at once.
  public static func parse(text: String, path: String) -> ProjectFile {
    parse(bytes: Array(text.utf8), path: path)
  }

  /// Reads a project file from bytes that need not be text.
  public static func parse(bytes: [UInt8], path: String) -> ProjectFile {
    var reading = Reading(path: path)
    let definition = reading.project(reading.root(of: bytes))
    let findings = reading.sortedFindings
    let isSound = !findings.contains { $0.severity == .error }
    return ProjectFile(
      path: path, definition: isSound ? definition : nil, findings: findings, places: reading.places)
  }

  /// Where a key's value stands, or else the nearest key around it: what an editor opens.
  ///
  /// - Parameter key: dotted, such as `monitoring.window`.
  public func place(of key: String) -> Place {
    var key = key[...]
    while true {
      if let place = places[String(key)] { return place }
      guard let end = key.lastIndex(where: { $0 == "." || $0 == "[" }) else { return Place(line: 1, column: 1) }
      key = key[..<end]
    }
  }
}
