import Tabular

/// Whose rules a comparison follows.
public enum DriftProfile: String, Sendable, Hashable, CaseIterable {
  /// Our own: effect sizes on deciles and levels, bounds raised to the noise of small samples.
  case sextant
  /// Evidently's recipes and default choice of method.
  case evidently
  /// NannyML's recipes and thresholds: mean plus three standard deviations of chunks of the reference.
  case nannyml
}

/// How far two columns of one name are apart.
public struct ColumnDrift: Sendable, Equatable {
  public let name: String
  public let kind: ColumnKind
  /// In the order of `DriftMethod`.
  public let readings: [DriftReading]
  /// The method whose reading gave the verdict; nil without data or where no method may decide.
  public let decidedBy: DriftMethod?
  public internal(set) var verdict: DriftVerdict
  /// Of the tests that stand behind the verdict, taken together; nil where a distance alone decides.
  public let pValue: Double?
  /// The same, corrected for how many columns were compared (Benjamini–Hochberg). Under the `sextant` profile drift needs
  /// it to be small; the other profiles decide as their library does, without any correction.
  public internal(set) var adjustedPValue: Double?

  public var isDrifted: Bool { verdict.isDrifted }

  public func reading(_ method: DriftMethod) -> DriftReading? { readings.first { $0.method == method } }

  init(
    name: String, kind: ColumnKind, readings: [DriftReading], decidedBy: DriftMethod?, verdict: DriftVerdict,
    pValue: Double? = nil
  ) {
    self.name = name
    self.kind = kind
    self.readings = readings.sorted { $0.method.order < $1.method.order }
    self.decidedBy = decidedBy
    self.verdict = verdict
    self.pValue = pValue
  }
}

/// What a comparison of two tables found.
public struct DriftReport: Sendable, Equatable {
  public let profile: DriftProfile
  public let referenceCount: Int
  public let currentCount: Int
  public let columns: [ColumnDrift]

  /// Drifted columns among all compared; 0 where there is none.
  public var driftedShare: Double {
    columns.isEmpty ? 0 : Double(columns.count { $0.isDrifted }) / Double(columns.count)
  }

  /// Whether the whole counts as drifted: half of the columns for Evidently, one for the others (NannyML itself gives
  /// no verdict on a whole table).
  public var isDrifted: Bool {
    switch profile {
    case .sextant, .nannyml: columns.contains { $0.isDrifted }
    case .evidently: driftedShare >= 0.5
    }
  }
}

extension DriftMethod {
  var order: Int { DriftMethod.allCases.firstIndex(of: self) ?? 0 }
}
