/// The engine's own protocol (commands, queries, snapshots) for whoever holds an admin token: opaque to the gateway, one
/// JSON message a line, the same as on the engine's socket.
public protocol AdminDoor: Sendable {
  /// Answers one request line with one reply line.
  func answer(_ line: [UInt8]) async -> [UInt8]

  /// Reply lines, each a snapshot, newest wins: what a slow reader misses is not kept.
  func watch() -> AsyncStream<[UInt8]>
}
