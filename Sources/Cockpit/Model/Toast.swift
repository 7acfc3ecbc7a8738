/// A short message at the foot of the screen; gone with the next key or after some seconds.
public struct Toast: Sendable, Equatable {
  public var kind: Kind
  public var text: String

  public enum Kind: Sendable, Equatable, CaseIterable {
    case done, notice, problem
  }

  public init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }

  /// How long one stays without a key being pressed.
  static let secondsMax = 8.0
  /// How many are kept; the oldest goes first.
  static let countMax = 3
}

extension Toast.Kind {
  /// Tells the kind without its colour.
  var glyph: String {
    switch self {
    case .done: "✓"
    case .notice: "i"
    case .problem: "✗"
    }
  }
}
