/// The metrics a model is judged by. The raw values are the ids of gates, files and the command line.
public enum MetricID: String, Sendable, Hashable, CaseIterable, Codable {
  case auc
  case averagePrecision = "average_precision"
  case logLoss = "log_loss"
  case brier, accuracy, f1, precision, recall, ece
  /// Means over the classes of a multiclass task.
  case macroAuc = "macro_auc"
  case macroF1 = "macro_f1"
  case macroPrecision = "macro_precision"
  case macroRecall = "macro_recall"
  case macroAveragePrecision = "macro_average_precision"
  case macroBrier = "macro_brier"
  case macroEce = "macro_ece"
  case rmse, mae, r2, mape
  /// Mean value of a row under the value model, in its unit of money.
  case value

  /// The metrics of a task, in the order in which people read them.
  public static func ids(for task: LearningTask) -> [MetricID] {
    switch task {
    case .binary: [.auc, .averagePrecision, .logLoss, .brier, .accuracy, .f1, .precision, .recall, .ece, .value]
    case .multiclass:
      [
        .accuracy, .logLoss, .macroF1, .macroPrecision, .macroRecall, .macroAuc, .macroAveragePrecision, .macroBrier,
        .macroEce, .value,
      ]
    case .regression: [.rmse, .mae, .r2, .mape, .value]
    }
  }

  /// True when smaller values are the better ones.
  public var isSmallerBetter: Bool {
    switch self {
    case .logLoss, .brier, .ece, .macroBrier, .macroEce, .rmse, .mae, .mape: true
    case .auc, .averagePrecision, .accuracy, .f1, .precision, .recall, .r2, .value, .macroAuc, .macroF1,
      .macroPrecision, .macroRecall, .macroAveragePrecision:
      false
    }
  }
}

/// A metric measured on some rows.
public struct MetricEstimate: Sendable, Equatable {
  public var value: Double
  /// The 95 % interval; infinite where the rows cannot bound it.
  public var lower: Double
  public var upper: Double
  /// Rows behind the value: for `precision`, say, those predicted positive.
  public var count: Int

  public init(value: Double, lower: Double, upper: Double, count: Int) {
    self.value = value
    self.lower = lower
    self.upper = upper
    self.count = count
  }
}

/// Metrics measured on the same rows. One that these rows cannot give (one class only, say) is absent.
public struct MetricSet: Sendable, Equatable {
  private var estimates: [MetricID: MetricEstimate] = [:]

  public init() {}

  public subscript(id: MetricID) -> MetricEstimate? {
    get { estimates[id] }
    set { estimates[id] = newValue }
  }

  /// The value alone, by the id's text.
  public func value(_ id: String) -> Double? { MetricID(rawValue: id).flatMap { estimates[$0]?.value } }

  /// What is there, in a fixed order.
  public var entries: [(id: MetricID, estimate: MetricEstimate)] {
    MetricID.allCases.compactMap { id in estimates[id].map { (id, $0) } }
  }
}
