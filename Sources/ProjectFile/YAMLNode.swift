/// A node of a YAML document with its place.
struct YAMLNode: Sendable {
  var content: Content
  var place: Place

  enum Content: Sendable {
    case scalar(Scalar)
    case sequence([YAMLNode])
    case mapping([Entry])
  }

  struct Scalar: Sendable {
    var text: String
    /// Without quotes, so that `null` and `3` may mean more than their letters.
    var isPlain: Bool
  }

  struct Entry: Sendable {
    var key: YAMLNode
    var value: YAMLNode
  }

  var scalar: Scalar? {
    guard case .scalar(let scalar) = content else { return nil }
    return scalar
  }

  /// True for a value that is not there: nothing, `~` or `null` without quotes.
  var isNull: Bool {
    guard let scalar, scalar.isPlain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.text)
  }

  /// What it is, in a phrase.
  var kindPhrase: String {
    switch content {
    case .scalar: "a single value"
    case .sequence: "a list"
    case .mapping: "a set of keys"
    }
  }
}

/// A place in the project file; both numbers from 1, the column in characters.
public struct Place: Sendable, Hashable {
  public var line: Int
  public var column: Int
  /// Column of the first character of the value, when all of it stands on that line letter by letter: a column
  /// within an expression can then be told exactly.
  var textColumn: Int?

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The place of a character of the value, from 1; the value's own place when it cannot be told.
  func advanced(toCharacter character: Int) -> Place {
    textColumn.map { Place(line: line, column: $0 + character - 1) } ?? Place(line: line, column: column)
  }
}

/// Why a text is not a YAML document that can be read, where, and how to mend it.
struct YAMLProblem: Error, Sendable, Equatable {
  var place: Place
  var message: String
  var mend: String
}
