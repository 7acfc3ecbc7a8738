import Tabular

/// Rows of a window, evenly taken, as standardised numbers: what is measured of all columns together needs whole rows,
/// and a few hundred are enough.
///
/// Bounded: where it is full, every second row goes and from then on half as many are taken.
public struct JointSample: Sendable {
  public static let rowCountMax = 512

  let width: Int
  /// Row after row.
  private(set) var values: [Float] = []
  /// Positions of the rows in the window.
  public private(set) var rows: [Int] = []
  private var stride = 1
  private var seen = 0

  public init(of profile: JointProfile) { width = profile.scaling.inputs.count }

  public var count: Int { rows.count }

  /// Takes some of the rows of a table.
  ///
  /// - Parameter position: of the first of them in the window.
  public mutating func add(_ table: Table, rows range: Range<Int>, binding: WindowBinding, at position: Int) {
    guard let joint = binding.joint else { return }
    var offset = (stride - seen % stride) % stride
    while offset < range.count {
      joint.append(table, row: range.lowerBound + offset, to: &values)
      rows.append(position + offset)
      offset += stride
      if rows.count >= Self.rowCountMax {
        thin()
        // Rows are taken where their place in the window is a multiple of the stride.
        offset += (stride - (seen + offset) % stride) % stride
      }
    }
    seen += range.count
  }

  private mutating func thin() {
    stride *= 2
    let kept = Swift.stride(from: 0, to: rows.count, by: 2)
    values = kept.flatMap { values[$0 * width..<($0 + 1) * width] }
    rows = kept.map { rows[$0] }
  }

  /// Columns of standardised values.
  var columns: [[Double]] {
    (0..<width).map { column in (0..<count).map { Double(values[$0 * width + column]) } }
  }
}
