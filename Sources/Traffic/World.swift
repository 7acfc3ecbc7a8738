import Tabular

/// A world that answers back: it hands out a history to learn from and then live traffic, whose outcomes depend on
/// what the engine decides. How it is made, and what it has in store, is known to its maker alone.
public protocol World: Sendable {
  /// Rows logged before the engine came, in event-time order, target included.
  func history() -> Table

  /// Rows of the same kind logged still earlier: `count` of them, the last just before an event time, in order.
  ///
  /// - Returns: fewer rows, or none, where the world's memory ends.
  func history(before eventTime: Int64, count: Int) -> Table

  /// Names, kinds and roles of the columns.
  var schema: Schema { get }

  /// Live traffic from a request number on; 0 is the first after the history.
  func traffic(startingAt request: Int) -> any TrafficSource
}
