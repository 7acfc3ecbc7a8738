/// An integer that names one kind of thing, so that a run is never taken for a version.
public struct Identifier<Kind>: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
  public let number: Int

  public init(_ number: Int) { self.number = number }

  public init(from decoder: any Decoder) throws {
    number = try decoder.singleValueContainer().decode(Int.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(number)
  }

  public static func < (a: Identifier, b: Identifier) -> Bool { a.number < b.number }

  public var description: String { String(number) }
}

/// Tags for `Identifier`.
public enum RunKind {}
public enum VersionKind {}
public enum TaskKind {}
public enum AlarmKind {}
public enum SessionKind {}

/// One training of one recipe on one dataset version.
public typealias RunID = Identifier<RunKind>
/// A model in the registry; every finished run becomes one.
public typealias VersionID = Identifier<VersionKind>
/// A piece of long work that the engine does and that can be cancelled.
public typealias TaskID = Identifier<TaskKind>
public typealias AlarmID = Identifier<AlarmKind>
/// One continuous play of traffic.
public typealias SessionID = Identifier<SessionKind>
