/// Watches a stream of numbers, one at a time, for a change of its mean.
///
/// Memory and time of an update are bounded, whatever the length of the stream. After a detection the next update
/// begins anew. NaN is not accepted: filter upstream.
public protocol ChangeDetector: Sendable {
  /// The id that events and the command line name it by.
  static var name: String { get }

  /// Takes in the next value.
  ///
  /// - Returns: whether a change was found at this value.
  mutating func update(_ value: Double) -> Bool
}
