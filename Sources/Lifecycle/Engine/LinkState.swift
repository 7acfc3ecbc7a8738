/// Whether the engine can be reached, for whoever shows its pictures.
public enum LinkState: Sendable, Equatable {
  case connected
  /// It cannot: why, and for how many seconds now. The link goes on trying.
  case lost(reason: String, seconds: Int)
}

extension EngineLink {
  /// Changes of the connection, newest wins; ends at once where the link can only break for good.
  public func states() -> AsyncStream<LinkState> { AsyncStream { $0.finish() } }
}
