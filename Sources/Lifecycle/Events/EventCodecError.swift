/// Why a stored event cannot be read.
public struct EventCodecError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind as it was written, which may be one this program does not know.
  public var kind: String
  public var reason: Reason

  public enum Reason: Sendable, Equatable {
    /// Written by a newer program in a form this one does not know.
    case newerVersion(found: Int, known: Int)
    /// A kind this program does not know.
    case unknownKind
    /// A fact that must be there is not; its path, such as `gates[0].verdict`.
    case missing(field: String)
    case malformed(field: String, expected: String)
  }

  public init(kind: String, reason: Reason) {
    self.kind = kind
    self.reason = reason
  }

  /// True when a newer program would read it.
  public var isNewer: Bool {
    switch reason {
    case .newerVersion, .unknownKind: true
    case .missing, .malformed: false
    }
  }

  public var description: String {
    switch reason {
    case .newerVersion(let found, let known):
      "event `\(kind)` is written in version \(found), this program knows up to \(known); upgrade it"
    case .unknownKind: "event `\(kind)` is of a kind this program does not know; upgrade it"
    case .missing(let field): "event `\(kind)` lacks `\(field)`; restore the journal from a copy"
    case .malformed(let field, let expected):
      "event `\(kind)` holds something else than \(expected) in `\(field)`; restore the journal from a copy"
    }
  }
}
