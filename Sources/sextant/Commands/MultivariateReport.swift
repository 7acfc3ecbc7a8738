import Encoding
import Monitoring
import Statistics
import Tabular

/// Drift of columns together, as `drift --multivariate` tells it.
struct MultivariateReport {
  private let reconstruction: (ReconstructionDrift, ReconstructionDrift.Reading)?
  private let classifier: DomainClassifier?

  init(_ reference: Table, _ current: Table, columns: [String]) throws {
    let drift = ReconstructionDrift(
      reference: reference, columns: columns, chunkSize: min(reference.rowCount / 10, current.rowCount))
    reconstruction = drift.flatMap { drift in
      drift.reading(of: current, rows: 0..<current.rowCount).map { (drift, $0) }
    }
    classifier = try DomainClassifier(reference: reference, current: current, columns: columns)
  }

  /// Null for a method that the files are too small for.
  var json: JSON {
    ["reconstruction": told(reconstruction) ?? .null, "domain_classifier": told(classifier) ?? .null]
  }

  private func told(_ found: (drift: ReconstructionDrift, reading: ReconstructionDrift.Reading)?) -> JSON? {
    guard let (drift, reading) = found else { return nil }
    return [
      "statistic": JSON(reading.error), "lower": JSON(reading.band.lower), "upper": JSON(reading.band.upper),
      "reference": JSON(drift.referenceError), "threshold_lower": JSON(reading.limits.lower),
      "threshold_upper": JSON(reading.limits.upper), "drifted": JSON(reading.isDrifted),
      "components": JSON(drift.components.directions.count),
      "explained": JSON(drift.components.explained.reduce(0, +)), "columns": JSON(drift.columns.count),
    ]
  }

  private func told(_ classifier: DomainClassifier?) -> JSON? {
    guard let classifier else { return nil }
    return [
      "statistic": JSON(classifier.auc), "lower": JSON(classifier.interval.lower),
      "upper": JSON(classifier.interval.upper), "p_value": JSON(classifier.pValue),
      "threshold": JSON(DomainClassifier.aucBound), "drifted": JSON(classifier.isDrifted),
      "rows": ["reference": JSON(classifier.rowCounts.reference), "current": JSON(classifier.rowCounts.current)],
      "columns": .array(
        classifier.columns.prefix(10).map { ["column": JSON($0.name), "part": JSON($0.part)] }),
    ]
  }
}
