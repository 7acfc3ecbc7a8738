/// A picture of figures, kept as the figures: drawn as SVG, or told in text where no picture can be.
public struct Chart: Sendable, Equatable {
  public var title: String
  /// What it shows, for a reader who cannot see it.
  public var summary: String
  public var plot: Plot

  public enum Plot: Sendable, Equatable {
    case lines(LinePlot)
    case bars(BarPlot)
    case heat(HeatPlot)
    case histogram(HistogramPlot)
    case forest(ForestPlot)
  }

  public init(_ title: String, summary: String, _ plot: Plot) {
    self.title = title
    self.summary = summary
    self.plot = plot
  }
}

/// Horizontal bars from zero.
public struct BarPlot: Sendable, Equatable {
  public var bars: [Bar]

  public struct Bar: Sendable, Equatable {
    public var label: String
    public var value: Double
    /// The value with its unit, as it is written beside the bar.
    public var text: String
    public var tone: Tone

    public init(_ label: String, _ value: Double, _ text: String, tone: Tone = .neutral) {
      self.label = label
      self.value = value
      self.text = text
      self.tone = tone
    }
  }

  public init(_ bars: [Bar]) { self.bars = bars }
}

/// Rows of cells, each as warm as its value: 1 is at its threshold.
public struct HeatPlot: Sendable, Equatable {
  public var rows: [Row]
  /// Under the first and the last column.
  public var from: String
  public var to: String

  public struct Row: Sendable, Equatable {
    public var label: String
    /// Value over threshold; nil where nothing was measured.
    public var cells: [Double?]

    public init(_ label: String, _ cells: [Double?]) {
      self.label = label
      self.cells = cells
    }
  }

  public init(rows: [Row], from: String, to: String) {
    self.rows = rows
    self.from = from
    self.to = to
  }

  /// Steps of warmth and what they mean.
  static let steps = ["calm", "over half", "over threshold", "over twice", "over five times"]

  /// The step of a value, an index of `steps`.
  static func step(_ value: Double) -> Int {
    [0.5, 1, 2, 5].count { value >= $0 }
  }
}

/// One or two histograms over the same bins, as shares.
public struct HistogramPlot: Sendable, Equatable {
  /// One more than there are bins, ascending.
  public var edges: [Double]
  public var series: [Series]
  public var axis: String

  public struct Series: Sendable, Equatable {
    public var name: String
    public var counts: [Double]

    public init(_ name: String, _ counts: [Double]) {
      self.name = name
      self.counts = counts
    }

    /// Each count over all of them.
    var shares: [Double] {
      let total = counts.reduce(0, +)
      return total > 0 ? counts.map { $0 / total } : counts
    }
  }

  public init(edges: [Double], series: [Series], axis: String) {
    self.edges = edges
    self.series = series
    self.axis = axis
  }
}

/// Estimates with their intervals about a line of reference.
public struct ForestPlot: Sendable, Equatable {
  public var rows: [Row]
  public var reference: Double
  public var axis: String

  public struct Row: Sendable, Equatable {
    public var label: String
    public var value: Double
    public var lower: Double
    public var upper: Double
    public var tone: Tone

    public init(_ label: String, _ value: Double, lower: Double, upper: Double, tone: Tone = .neutral) {
      self.label = label
      self.value = value
      self.lower = lower
      self.upper = upper
      self.tone = tone
    }
  }

  public init(rows: [Row], reference: Double, axis: String) {
    self.rows = rows
    self.reference = reference
    self.axis = axis
  }
}
