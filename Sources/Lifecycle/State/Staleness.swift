import Encoding
import Expressions
import Statistics

/// How fast a version loses its gate: from its settled windows, by a robust line through its metric over event time.
public struct Staleness: Sendable, Equatable, Codable {
  public var version: VersionID
  public var metric: String
  /// The gate's bound.
  public var bound: Double
  /// Where the line is at the newest window.
  public var level: Double
  /// Change of the metric per day of event time, with its 95 % interval.
  public var slopePerDay: Double
  public var slopeLower: Double
  public var slopeUpper: Double
  /// Settled windows behind it.
  public var windows: Int
  /// Days of event time that the windows span, and since the newest row that the version has learnt from.
  public var spannedDays: Double
  public var ageDays: Double?
  public var finding: Finding

  public enum Finding: Sendable, Equatable, Codable {
    /// Days of event time from the newest window to the gate; `upper` is nil where the slowest decay that the windows
    /// allow takes more than `daysMax`.
    case decays(days: Double, lower: Double, upper: Double?)
    /// The interval of the slope includes no change, the metric improves, or the gate is further away than `daysMax`.
    case noDecay
    /// The metric is beyond the gate already.
    case beyond
  }

  /// Fewer settled windows say nothing of a trend.
  public static let windowCountMin = 8
  /// More than so many are put together into so many points.
  public static let pointCountMax = 120
  /// A gate that is ten years away is not in sight.
  public static let daysMax = 3650.0

  /// The nearest gate of all whose metric settled windows measure.
  ///
  /// - Parameters:
  ///   - gates: of the scope; those without a live metric or with a bound that is not known are left out.
  ///   - windows: of the newest session; those of other versions are left out.
  ///   - learntUntil: the newest outcome that the version has learnt from.
  /// - Returns: nil while too few windows of the version are settled, or where no gate is about a live metric.
  public init?(
    of version: Version, gates: [Gate], windows: [Window], learntUntil: Timestamp? = nil
  ) {
    let all = gates.compactMap { gate in
      Staleness(of: version, gate: gate, windows: windows, learntUntil: learntUntil)
    }
    guard let nearest = all.min(by: { $0.urgency < $1.urgency }) else { return nil }
    self = nearest
  }

  private init?(of version: Version, gate: Gate, windows: [Window], learntUntil: Timestamp?) {
    let settled = windows.compactMap(\.settled).filter {
      $0.version == version.id && $0.metrics[gate.metric]?.isFinite == true
    }
    guard settled.count >= Self.windowCountMin, let first = settled.first, let last = settled.last,
      let bound = version.bound(of: gate, beside: last), bound.isFinite
    else { return nil }
    let points = Self.points(settled, metric: gate.metric, since: first.to)
    guard let trend = RobustTrend(x: points.map(\.day), y: points.map(\.value)) else { return nil }
    self.version = version.id
    metric = gate.metric
    self.bound = bound
    self.windows = settled.count
    spannedDays = last.to.seconds(since: first.from) / 86_400
    ageDays = learntUntil.map { last.to.seconds(since: $0) / 86_400 }.flatMap { $0 >= 0 ? $0 : nil }
    level = trend.value(at: last.to.seconds(since: first.to) / 86_400)
    slopePerDay = trend.slope
    (slopeLower, slopeUpper) = (trend.slopeLower, trend.slopeUpper)
    finding = Self.finding(gate.comparison, trend, level: level, bound: bound)
  }

  /// Neighbouring windows are put together where there are too many for all pairs of them.
  private static func points(
    _ windows: [WindowSettled], metric: String, since start: Timestamp
  ) -> [(day: Double, value: Double)] {
    let size = (windows.count + pointCountMax - 1) / pointCountMax
    return stride(from: 0, to: windows.count, by: size).map { from in
      let group = windows[from..<min(from + size, windows.count)]
      let days = group.reduce(0) { $0 + $1.to.seconds(since: start) / 86_400 }
      let values = group.reduce(0) { $0 + ($1.metrics[metric] ?? 0) }
      return (days / Double(group.count), values / Double(group.count))
    }
  }

  private static func finding(
    _ comparison: ComparisonOperator, _ trend: RobustTrend, level: Double, bound: Double
  ) -> Finding {
    guard comparison.holds(level, bound) else { return .beyond }
    // Towards the gate is up for an upper bound, down for a lower one.
    let room = abs(bound - level)
    let (slow, middle, fast) =
      comparison.wantsSmall
      ? (trend.slopeLower, trend.slope, trend.slopeUpper) : (-trend.slopeUpper, -trend.slope, -trend.slopeLower)
    guard slow > 0, middle > 0, fast.isFinite, room / middle <= daysMax else { return .noDecay }
    let upper = room / slow
    return .decays(days: room / middle, lower: room / fast, upper: upper <= daysMax ? upper : nil)
  }

  private var urgency: Double {
    switch finding {
    case .beyond: -1
    case .decays(let days, _, _): days
    case .noDecay: .infinity
    }
  }

  /// What people read.
  public var sentence: String {
    switch finding {
    case .beyond: return "\(metric) of v\(version) is beyond its gate"
    case .noDecay: return "no decay seen of v\(version)'s \(metric) in \(windows) windows"
    case .decays(let days, let lower, let upper):
      let range = "\(Self.number(lower)) to \(upper.map(Self.number) ?? "many")"
      return "v\(version) decays to the gate in about \(Self.number(days)) days (\(range))"
    }
  }

  private static func number(_ days: Double) -> String {
    let tenths = NumberText.fixed(days, 1)
    return days < 10 && !tenths.hasSuffix(".0") ? tenths : NumberText.fixed(days, 0)
  }

  /// The object of `status`: `{days, lower, upper, metric, bound, …}`; `days` is null where no decay is seen.
  public var json: JSON {
    var (days, lower, upper): (Double?, Double?, Double?)
    let word: String
    switch finding {
    case .decays(let middle, let fast, let slow): (days, lower, upper, word) = (middle, fast, slow, "decays")
    case .noDecay: word = "no_decay"
    case .beyond: (days, lower, upper, word) = (0, 0, 0, "beyond")
    }
    return [
      "version": JSON(version.number), "metric": JSON(metric), "bound": JSON(bound), "level": JSON(level),
      "finding": JSON(word), "days": JSON(days), "lower": JSON(lower), "upper": JSON(upper),
      "slope_per_day": JSON(slopePerDay), "slope_lower": JSON(slopeLower.isFinite ? slopeLower : nil),
      "slope_upper": JSON(slopeUpper.isFinite ? slopeUpper : nil), "windows": JSON(windows),
      "spanned_days": JSON(spannedDays), "age_days": JSON(ageDays), "sentence": JSON(sentence),
    ]
  }
}

extension Version {
  /// The bound of a gate, with what it may refer to: the baseline's and this version's own figures on the test rows.
  fileprivate func bound(of gate: Gate, beside window: WindowSettled) -> Double? {
    gate.bound.number { name in
      for (part, prefix) in [("baseline", "baseline."), ("test", "champion.")] where name.hasPrefix(prefix) {
        return metrics[part]?[String(name.dropFirst(prefix.count))]
      }
      return window.metrics[name]
    }
  }
}

extension LifecycleState {
  /// How fast the champion loses the nearest of the gates; nil without a champion or with too few settled windows.
  public func staleness(gates: [Gate]) -> Staleness? {
    guard let champion else { return nil }
    let run = runs.last { $0.id == champion.run }
    return Staleness(of: champion, gates: gates, windows: windows, learntUntil: run?.newestRelease)
  }
}

extension Snapshot {
  /// How fast the champion loses the nearest of the scope's gates.
  public var staleness: Staleness? { state.staleness(gates: definition.scope.gates) }
}
