import Encoding
import Statistics
import Tabular

/// Rows that a model had not learnt from, kept with it to tell what a shift of the inputs costs: what the model said of
/// each, what turned out, what either answer was worth, and in which bin of the reference profile each column lies.
///
/// Bounded by `rowCountMax` rows and `cellCountMax` codes of a byte each.
public struct ImpactSample: Sendable, Equatable {
  public static let rowCountMax = 2000
  public static let cellCountMax = 400_000
  /// Fewer rows tell nothing.
  public static let rowCountMin = 100

  public enum Task: UInt8, Sendable, Hashable {
    case binary, multiclass, regression
  }

  public let task: Task
  /// The scope's metric when the model was trained, by its id.
  public let metric: String
  public let scores: [Double]
  /// What the model answered; of a binary task the threshold decides, and these are ignored.
  public let predictions: [Double]
  public let outcomes: [Double]
  /// Worth of a row answered 1 and answered 0, of a binary task; of others both hold the worth of the answer. Empty
  /// without a value model.
  public let worthPositive: [Double]
  public let worthNegative: [Double]
  /// A bin for each row, by position in the reference profile; `missingCode` for a missing value. Empty for a feature
  /// that has too many bins.
  let codes: [[UInt8]]

  static let missingCode = UInt8.max

  /// - Parameters:
  ///   - table: the rows in the order of the other arrays.
  ///   - reference: the profile whose bins are taken; the score's too.
  /// - Returns: nil for too few rows.
  public init?(
    task: Task, metric: String, scores: [Double], predictions: [Double], outcomes: [Double], worthPositive: [Double],
    worthNegative: [Double], table: Table, reference: ReferenceProfile
  ) {
    let count = scores.count
    guard count >= Self.rowCountMin, predictions.count == count, outcomes.count == count else { return nil }
    self.task = task
    self.metric = metric
    self.scores = scores
    self.predictions = predictions
    self.outcomes = outcomes
    let isPriced = worthPositive.count == count && worthNegative.count == count
    self.worthPositive = isPriced ? worthPositive : []
    self.worthNegative = isPriced ? worthNegative : []
    codes = reference.features.map { feature in
      switch feature.role {
      case .score: feature.codes(of: .numeric(scores))
      case .feature: table[feature.name].map { feature.codes(of: $0.values) } ?? []
      }
    }
  }

  /// How many rows a sample of so many features may have.
  public static func rowCount(features: Int) -> Int {
    max(rowCountMin, min(rowCountMax, cellCountMax / max(1, features)))
  }

  public func encode() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.formatVersion)
    writer.append(task.rawValue)
    writer.append(metric)
    for values in [scores, predictions, outcomes, worthPositive, worthNegative] {
      writer.append(values.map { Float($0) })
    }
    writer.append(UInt32(codes.count))
    for column in codes { writer.append(column) }
    return writer.bytes
  }

  private static let formatVersion: UInt8 = 1

  /// Nil for bytes that are no sample, or one of a newer program: a price is not worth refusing a model for.
  public init?(decoding bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    do {
      guard try reader.read(UInt8.self) == Self.formatVersion, let task = Task(rawValue: try reader.read(UInt8.self))
      else { return nil }
      self.task = task
      metric = try reader.readString()
      func numbers() throws -> [Double] { try reader.readArray(of: Float.self).map { Double($0) } }
      (scores, predictions, outcomes) = (try numbers(), try numbers(), try numbers())
      (worthPositive, worthNegative) = (try numbers(), try numbers())
      let columnCount = Int(try reader.read(UInt32.self))
      var codes: [[UInt8]] = []
      for _ in 0..<min(columnCount, Self.cellCountMax) { codes.append(try reader.readArray(of: UInt8.self)) }
      self.codes = codes
      let count = scores.count
      guard count <= Self.rowCountMax, predictions.count == count, outcomes.count == count,
        [0, count].contains(worthPositive.count), worthNegative.count == worthPositive.count,
        codes.allSatisfy({ $0.isEmpty || $0.count == count })
      else { return nil }
    } catch {
      return nil
    }
  }
}

extension FeatureProfile {
  /// The comparison bin of each value; empty where a byte cannot hold them, or the values are of another kind.
  fileprivate func codes(of values: ColumnValues) -> [UInt8] {
    let bins = binOfSlot
    guard bins.allSatisfy({ $0 < Int(ImpactSample.missingCode) }) else { return [] }
    func code(_ slot: Int) -> UInt8 { bins.indices.contains(slot) ? UInt8(bins[slot]) : ImpactSample.missingCode }
    switch (distribution, values) {
    case (.numeric(let profile), .numeric(let numbers)):
      return numbers.map { $0.isFinite ? code(profile.locator.slot(of: $0)) : ImpactSample.missingCode }
    case (.categorical(let profile), .categorical(let levels)):
      let slots = profile.slots(of: levels.levels)
      return levels.codes.map { code in
        if code == CategoricalValues.missing { return ImpactSample.missingCode }
        let slot = Int(code) < slots.count ? Int(slots[Int(code)]) : profile.unknownSlot
        return bins.indices.contains(slot) ? UInt8(bins[slot]) : ImpactSample.missingCode
      }
    case (.boolean, .boolean(let flags)):
      return flags.map { $0 == 0 ? 0 : $0 == 1 ? 1 : ImpactSample.missingCode }
    default: return []
    }
  }
}
