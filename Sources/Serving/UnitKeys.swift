import Lifecycle
import Tabular

/// Who asks, as a number that splits the traffic.
public enum UnitKeys {
  /// - Parameters:
  ///   - column: what names the unit; nil takes each request's own number.
  ///   - rows: of the column, one for each request.
  ///   - ids: of the requests; they stand in where a row has no unit.
  public static func keys(of column: Column?, rows: [Int], ids: [Int64]) -> [Int64] {
    guard let column else { return ids }
    return rows.indices.map { hash(column.values, rows[$0]).map { Int64(bitPattern: $0) } ?? ids[$0] }
  }

  /// Nil where the value is missing.
  static func hash(_ values: ColumnValues, _ row: Int) -> UInt64? {
    switch values {
    case .numeric(let numbers): return numbers[row].isNaN ? nil : UnitHash.of(number: numbers[row])
    case .categorical(let values): return values[row].map { UnitHash.of(text: $0) }
    case .boolean(let flags):
      return flags[row] == ColumnValues.missingBoolean ? nil : UnitHash.of(number: Double(flags[row]))
    case .timestamp(let times):
      return times[row] == ColumnValues.missingTimestamp ? nil : UnitHash.of(number: Double(times[row]))
    case .text(let text):
      return text.isMissing[row] ? nil : UnitHash.of(text.bytes[text.offsets[row]..<text.offsets[row + 1]])
    }
  }
}

/// Distinct units by arm, for the test that the split is as planned.
///
/// Bounded: past `countMax` units it goes on with those of one half of all hashes, then of a quarter: the hash knows
/// nothing of the arm, and so the shares stay what they are.
struct UnitCounts {
  static let countMax = 200_000

  private var arms: [Int64: UInt8] = [:]
  private var halvings: UInt64 = 0
  private(set) var counts = [0, 0, 0]

  /// - Parameter arm: position among the arms.
  mutating func add(_ unit: Int64, arm: Int) {
    guard isCounted(unit), arms[unit] == nil else { return }
    arms[unit] = UInt8(arm)
    counts[arm] += 1
    while arms.count > Self.countMax { halve() }
  }

  private func isCounted(_ unit: Int64) -> Bool {
    halvings == 0 || TrafficSplit.draw(unit, salt: 0x5EED) * Double(1 << halvings) < 1
  }

  private mutating func halve() {
    halvings += 1
    let kept = arms.filter { isCounted($0.key) }
    counts = [0, 0, 0]
    for arm in kept.values { counts[Int(arm)] += 1 }
    arms = kept
  }
}
