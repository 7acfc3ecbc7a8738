import Encoding

/// How long a point of a series is.
public enum SeriesResolution: String, Sendable, Hashable, CaseIterable, Codable {
  case second = "1s"
  case minute = "1m"
  case hour = "1h"
  /// A window of the traffic.
  case window

  /// Seconds of a bucket; 0 for windows, which are as long as they are.
  public var seconds: Int {
    switch self {
    case .second: 1
    case .minute: 60
    case .hour: 3600
    case .window: 0
    }
  }
}

extension Query {
  /// Named series, or what series there are.
  public struct SeriesRequest: Sendable, Hashable, Codable {
    /// Figures such as `software.queue`, or families such as `software`; none lists what there is.
    public var names: [String]
    public var resolution: SeriesResolution
    public var since: Timestamp?
    /// The newest points of each series, at most `pointCountMax`.
    public var limit: Int

    public static let pointCountMax = 2000
    /// Series that one answer holds.
    public static let nameCountMax = 64

    public init(
      names: [String] = [], resolution: SeriesResolution = .window, since: Timestamp? = nil,
      limit: Int = SeriesRequest.pointCountMax
    ) {
      self.names = names
      self.resolution = resolution
      self.since = since
      self.limit = limit
    }
  }
}

/// What a series is about, by its name.
public enum SeriesFamily: String, Sendable, Hashable, CaseIterable {
  case software, input, output, metric, estimated, reconciliation, kpi, value, upstream

  public init(name: String) {
    let first = name.split(whereSeparator: { $0 == "." || $0 == "/" }).first.map(String.init) ?? ""
    switch first {
    case "human", "decided", "level": self = .output
    case "baseline_value": self = .value
    default: self = SeriesFamily(rawValue: first) ?? .upstream
    }
  }
}

/// The unit of a series, by its name; empty where it is a number of its own kind.
public enum SeriesUnit {
  public static func of(_ name: String) -> String {
    if name.hasSuffix("_per_second") || name.hasPrefix("software.errors_") { return "1/s" }
    if name.hasSuffix("_ms") { return "ms" }
    if name.hasSuffix("_bytes") { return "B" }
    if name.hasSuffix("_seconds") || name == "freshness" { return "s" }
    if name.hasSuffix("cpu_share") { return "cores" }
    if name.contains("_share") || name == "input.out_of_range" || name == "input.unseen" { return "share" }
    if name == "input.rows" || name == "software.queue" { return "rows" }
    if name.contains("text_length") { return "characters" }
    return ""
  }
}
