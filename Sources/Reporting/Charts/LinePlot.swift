/// Lines over a common axis, with bands, thresholds and events.
public struct LinePlot: Sendable, Equatable {
  public var x: Axis
  public var y: Axis
  public var series: [Series]
  /// Horizontal lines that mean something.
  public var levels: [Level]
  /// Events along x, in order.
  public var marks: [Mark]
  public var shape: Shape

  public struct Axis: Sendable, Equatable {
    public var label: String
    public var scale: Scale
    /// Nil fits the axis to what is drawn.
    public var domain: ClosedRange<Double>?

    public enum Scale: Sendable, Equatable {
      case number
      /// Values are seconds since 1970.
      case time
    }

    public init(_ label: String, scale: Scale = .number, domain: ClosedRange<Double>? = nil) {
      self.label = label
      self.scale = scale
      self.domain = domain
    }
  }

  public struct Series: Sendable, Equatable {
    public var name: String
    public var style: Style
    public var points: [Point]

    public enum Style: String, Sendable, Hashable, CaseIterable {
      case main, second, third
      /// A line of reference.
      case faint
      /// Points that no line joins.
      case dots
    }

    public init(_ name: String, _ style: Style, _ points: [Point]) {
      self.name = name
      self.style = style
      self.points = points
    }
  }

  public struct Point: Sendable, Equatable {
    public var x: Double
    /// Nil leaves a gap.
    public var y: Double?
    public var lower: Double?
    public var upper: Double?

    public init(_ x: Double, _ y: Double?, lower: Double? = nil, upper: Double? = nil) {
      self.x = x
      self.y = y
      self.lower = lower
      self.upper = upper
    }
  }

  public struct Level: Sendable, Equatable {
    public var value: Double
    public var label: String

    public init(_ value: Double, _ label: String) {
      self.value = value
      self.label = label
    }
  }

  public struct Mark: Sendable, Equatable {
    public var x: Double
    /// When, as people read it.
    public var time: String
    public var label: String
    public var tone: Tone

    public init(_ x: Double, time: String, _ label: String, tone: Tone = .neutral) {
      self.x = x
      self.time = time
      self.label = label
      self.tone = tone
    }
  }

  public enum Shape: Sendable, Equatable {
    case wide, square
  }

  public init(
    x: Axis, y: Axis, series: [Series], levels: [Level] = [], marks: [Mark] = [], shape: Shape = .wide
  ) {
    self.x = x
    self.y = y
    self.series = series
    self.levels = levels
    self.marks = marks
    self.shape = shape
  }

  /// What x spans; nil when there is no point.
  var xDomain: ClosedRange<Double>? {
    if let domain = x.domain { return domain }
    let values = series.flatMap { $0.points.map(\.x) }.filter(\.isFinite)
    guard let low = values.min(), let high = values.max() else { return nil }
    return low < high ? low...high : low - 0.5...high + 0.5
  }

  /// What y spans, thresholds and bands included; nil when there is no value.
  var yDomain: ClosedRange<Double>? {
    if let domain = y.domain { return domain }
    let drawn = series.flatMap { $0.points.flatMap { [$0.y, $0.lower, $0.upper] } }.compactMap { $0 }
    let values = (drawn + levels.map(\.value)).filter(\.isFinite)
    guard !drawn.isEmpty, let low = values.min(), let high = values.max() else { return nil }
    let margin = high > low ? (high - low) * 0.04 : max(abs(high), 1) * 0.1
    return low - margin...high + margin
  }
}
