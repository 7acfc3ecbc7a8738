/// The metric ids of the command line contract and the names that gates, alarms and KPIs may use beside them.
enum MetricNames {
  /// What a metric is a metric of.
  enum Family: String, CaseIterable {
    case binary, multiclass, regression
  }

  static func ids(_ family: Family) -> [String] {
    switch family {
    case .binary: ["auc", "average_precision", "log_loss", "brier", "accuracy", "f1", "precision", "recall", "ece"]
    case .multiclass:
      ["accuracy", "log_loss"]
        + ["auc", "average_precision", "brier", "f1", "precision", "recall", "ece"].map { "macro_\($0)" }
    case .regression: ["rmse", "mae", "r2", "mape"]
    }
  }

  /// Metrics of any task; `value` needs a value model.
  static let general = ["value"]

  static let latencies = ["latency_p50_ms", "latency_p99_ms"]

  /// Whose metric a dotted name is: `baseline.rmse`.
  static let owners = ["baseline", "champion", "previous"]

  static let driftMethods = [
    "psi", "kl_divergence", "jensen_shannon", "hellinger", "wasserstein", "kolmogorov_smirnov", "chi_square",
    "l_infinity", "z_test", "total_variation", "missing_share",
  ]

  /// Ids of every task, each once.
  static let metrics: [String] = {
    var names: [String] = []
    for name in Family.allCases.flatMap({ ids($0) }) + general where !names.contains(name) { names.append(name) }
    return names
  }()

  /// What a gate may name.
  static let gateNames =
    metrics + latencies + owners.flatMap { owner in (metrics + latencies).map { "\(owner).\($0)" } }

  /// The tasks that a metric is of; every task for those that say nothing about it.
  static func families(_ name: String) -> [Family] {
    let metric = owners.first { name.hasPrefix($0 + ".") }.map { String(name.dropFirst($0.count + 1)) } ?? name
    let families = Family.allCases.filter { ids($0).contains(metric) }
    return families.isEmpty ? Family.allCases : families
  }

  /// True when smaller is better.
  static func wantsSmall(_ metric: String) -> Bool {
    let bare = metric.hasPrefix("macro_") ? String(metric.dropFirst(6)) : metric
    return ["log_loss", "brier", "ece", "rmse", "mae", "mape"].contains(bare) || latencies.contains(bare)
  }
}

extension ProjectFile {
  /// The metric ids that gates and filters may name, of every task.
  public static var metricNames: [String] { MetricNames.metrics }
}
