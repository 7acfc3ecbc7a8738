import Encoding
import Monitoring
import Tabular

/// Cuts the rows of a column into a few segments that stay the same from block to block: the reference's deciles, or its
/// most frequent levels.
struct SegmentCutter {
  let column: String
  private(set) var names: [String]
  private let edges: [Double]
  /// By level, as many as are told apart.
  private let places: [String: Int]

  /// Levels that are told apart; the rest are one segment.
  static let levelCountMax = 24

  /// By the bins that drift is measured by.
  init(_ profile: FeatureProfile, named column: String) {
    self.column = column
    switch profile.distribution {
    case .numeric(let numeric):
      edges = numeric.decileEdges
      places = [:]
      names = Self.names(of: numeric.decileEdges) + [Self.missing]
    case .categorical(let levels):
      (edges, places, names) = Self.parts(levels.levels)
    case .boolean: (edges, places, names) = Self.parts(["false", "true"])
    }
  }

  /// By the levels that a source names first.
  init(levels: [String], named column: String) {
    self.column = column
    (edges, places, names) = Self.parts(levels)
  }

  private static let missing = "missing"
  private static let other = "other"

  private static func parts(_ levels: [String]) -> ([Double], [String: Int], [String]) {
    let kept = levels.prefix(levelCountMax)
    let places = Dictionary(zip(kept, kept.indices), uniquingKeysWith: { first, _ in first })
    return ([], places, kept + [other, missing])
  }

  private static func names(of edges: [Double]) -> [String] {
    guard let first = edges.first, let last = edges.last else { return ["all"] }
    let text = { (value: Double) in NumberText.significant(value, 3) }
    let inner = zip(edges, edges.dropFirst()).map { "\(text($0)) – \(text($1))" }
    return ["≤ \(text(first))"] + inner + ["> \(text(last))"]
  }

  /// The segment of each row of a column; nil for one of another kind.
  func segments(of values: ColumnValues, rows: Range<Int>) -> [Int]? {
    switch values {
    case .numeric(let numbers):
      guard places.isEmpty else { return nil }
      return rows.map { segment(of: numbers[$0]) }
    case .categorical(let levels):
      guard !places.isEmpty else { return nil }
      let byCode = levels.levels.map { places[$0] ?? names.count - 2 }
      return rows.map { row in
        let code = Int(levels.codes[row])
        return byCode.indices.contains(code) ? byCode[code] : names.count - 1
      }
    case .boolean(let flags):
      return rows.map { row in
        switch flags[row] {
        case 0: places["false"] ?? names.count - 2
        case 1: places["true"] ?? names.count - 2
        default: names.count - 1
        }
      }
    case .timestamp, .text: return nil
    }
  }

  /// The bin of a number; bins are closed above.
  func segment(of value: Double) -> Int {
    guard value.isFinite else { return names.count - 1 }
    var (low, high) = (0, edges.count)
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
