import CellCanvas

/// A short message at the foot of the screen; gone with the next key or after some seconds.
public struct Notice: Sendable, Equatable {
  public var kind: Toast.Kind
  public var text: String

  public init(_ kind: Toast.Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }

  /// How long one stays without a key being pressed.
  static let secondsMax = 8.0
  /// How many are kept; the oldest goes first.
  static let countMax = 3
}
