/// An encoder without its tables: plain values, so that the way of a single row through all columns counts no
/// references.
struct FeatureStep: Sendable, Equatable {
  enum Operation: Sendable, Equatable {
    case number, flag
    /// Among the thresholds that the level maps hold.
    case ranked(zeroIsMissing: Bool)
    /// (x − mean) · factor at the first output where there is a factor, the indicator at its own.
    case scaled(mean: Double, factor: Double?, indicator: Int?)
    case ordinal
    /// `missing` is the output that is 1 for a missing value, −1 for none.
    case oneHot(width: Int, missing: Int)
    case time(TimeParts, isWaves: Bool)
  }

  /// Up to four parts of a timestamp.
  struct TimeParts: Sendable, Equatable {
    private let first: TimePart?
    private let second: TimePart?
    private let third: TimePart?
    private let fourth: TimePart?

    /// - Parameter parts: no more parts than there are, each once.
    init(_ parts: [TimePart]) {
      precondition(parts.count <= TimePart.allCases.count)
      func part(_ index: Int) -> TimePart? { index < parts.count ? parts[index] : nil }
      (first, second, third, fourth) = (part(0), part(1), part(2), part(3))
    }

    @inline(__always)
    func forEach(_ body: (Int, TimePart) -> Void) {
      if let first { body(0, first) }
      if let second { body(1, second) }
      if let third { body(2, third) }
      if let fourth { body(3, fourth) }
    }
  }

  let operation: Operation
  /// Where the outputs begin.
  let offset: Int

  init(_ encoder: FeatureEncoder, offset: Int) {
    self.offset = offset
    switch encoder {
    case .number: operation = .number
    case .ranked(let number): operation = .ranked(zeroIsMissing: number.zeroIsMissing)
    case .flag: operation = .flag
    case .scaled(let number):
      operation = .scaled(
        mean: number.mean, factor: number.scale.map { 1 / $0 },
        indicator: number.hasIndicator ? (number.scale == nil ? 0 : 1) : nil)
    case .ordinal, .levelCodes: operation = .ordinal
    case .oneHot(let levels):
      operation = .oneHot(width: levels.outputCount, missing: levels.missingPosition ?? -1)
    case .timeParts(let parts): operation = .time(TimeParts(parts), isWaves: false)
    case .timeWaves(let parts): operation = .time(TimeParts(parts), isWaves: true)
    }
  }
}
