import Encoding
import Expressions
import Tabular

extension MetricEstimate {
  /// `{value, lower, upper, n}`; an end that the rows cannot bound is null.
  public var intervalJSON: JSON {
    ["value": JSON(value), "lower": JSON(lower), "upper": JSON(upper), "n": JSON(count)]
  }
}

extension MetricSet {
  /// Each metric's interval by its id.
  public var intervalsJSON: JSON { .object(entries.map { JSON.Member($0.id.rawValue, $0.estimate.intervalJSON) }) }
}

extension BinaryCurves {
  /// `{roc:{fpr, tpr, thresholds}, pr:{recall, precision, thresholds}, calibration:{predicted, observed, rows, …}}`.
  public var json: JSON {
    [
      "roc": [
        "fpr": JSON(roc.map(\.x)), "tpr": JSON(roc.map(\.y)), "thresholds": JSON(roc.map(\.threshold)),
      ],
      "pr": [
        "recall": JSON(precisionRecall.map(\.x)), "precision": JSON(precisionRecall.map(\.y)),
        "thresholds": JSON(precisionRecall.map(\.threshold)),
      ],
      "calibration": [
        "predicted": JSON(calibration.map(\.meanScore)), "observed": JSON(calibration.map(\.positiveShare)),
        "rows": .array(calibration.map { JSON($0.count) }), "lower": JSON(calibration.map(\.lower)),
        "upper": JSON(calibration.map(\.upper)),
      ],
    ]
  }
}

extension CalibrationCurve {
  public var json: JSON {
    [
      "predicted": JSON(points.map(\.meanScore)), "observed": JSON(points.map(\.positiveShare)),
      "rows": .array(points.map { JSON($0.count) }), "lower": JSON(points.map(\.lower)),
      "upper": JSON(points.map(\.upper)),
    ]
  }
}

extension ThresholdTable.Row {
  public var json: JSON {
    [
      "threshold": JSON(threshold), "precision": JSON(precision), "recall": JSON(recall), "f1": JSON(f1),
      "value": JSON(value), "positives": JSON(positives), "share": JSON(positiveShare),
    ]
  }
}

extension Slice {
  /// - Parameter metric: the id of the mean that slices are compared by.
  public func json(metric: MetricID) -> JSON {
    [
      "filter": JSON(expression.text), "rows": JSON(rowCount), "share": JSON(share), "metric": JSON(metric.rawValue),
      "value": JSON(loss), "rest": JSON(rest), "difference": JSON(difference), "lower": JSON(lower),
      "upper": JSON(upper), "p_value": JSON(adjustedPValue), "significant": JSON(isWorse),
      "metrics": .object(metrics.entries.map { JSON.Member($0.id.rawValue, JSON($0.estimate.value)) }),
      "mean_label": JSON(meanLabel), "mean_score": JSON(meanScore),
    ]
  }
}

extension PairedComparison.Difference {
  public var json: JSON {
    [
      "metric": JSON(metric.rawValue), "a": JSON(a), "b": JSON(b), "difference": JSON(difference),
      "lower": JSON(lower), "upper": JSON(upper), "better": JSON(better?.rawValue),
    ]
  }
}

extension StaleTest {
  public var json: JSON {
    [
      "verdict": JSON(verdict.rawValue), "metric": JSON(metric.rawValue), "test": test?.intervalJSON ?? .null,
      "newest": newest?.intervalJSON ?? .null, "difference": difference?.intervalJSON ?? .null,
    ]
  }
}

extension VersionAnalysis {
  static let importanceLimit = 40

  /// The analysis as pages show it, without what only the project knows (version, dataset, part).
  ///
  /// - Parameters:
  ///   - name: what a row of `errors` is called: its number in the source, or its id.
  ///   - values: the columns of a row that are shown.
  public func json(name: (Int) -> JSON, values: (Int) -> JSON) -> JSON {
    let table = thresholds
    return [
      "rows": JSON(rowCount), "threshold": JSON(threshold), "metric": JSON(metric.rawValue),
      "metrics": metrics.intervalsJSON,
      "curves": curvesJSON, "confusion": confusionJSON, "histogram": histogramJSON, "residuals": residualsJSON,
      "thresholds": .array(table?.rows.map(\.json) ?? []),
      "best": ["value": table?.bestByValue?.json ?? .null, "f1": table?.bestByF1?.json ?? .null],
      "slices": .array((declaredSlices + slices).map { $0.json(metric: sliceMetric) }),
      "slices_tested": JSON(testedSliceCount), "errors": errorsJSON(name, values), "importances": importancesJSON,
      "stale": stale?.json ?? ["verdict": "unknown", "test": .null, "newest": .null, "difference": .null],
      "sentences": JSON(sentences),
    ]
  }

  private var curvesJSON: JSON {
    guard let curves else { return ["roc": .null, "pr": .null, "calibration": .null] }
    var json = curves.json
    json.set("calibration", calibration.first { $0.binning == .uniform }?.json ?? .null)
    json.set("calibration_quantile", calibration.first { $0.binning == .quantile }?.json ?? .null)
    return json
  }

  private var confusionJSON: JSON {
    guard !classes.isEmpty else { return .null }
    return [
      "classes": JSON(confusion.classes), "counts": .array(confusion.counts.map { JSON($0) }),
      "by_class": .array(
        confusion.classFigures.map {
          [
            "class": JSON($0.name), "rows": JSON($0.support), "predicted": JSON($0.predicted),
            "precision": JSON($0.precision), "recall": JSON($0.recall), "f1": JSON($0.f1),
          ]
        }),
    ]
  }

  private var histogramJSON: JSON {
    guard let histogram, classes.count == 2 else { return .null }
    return [
      "edges": JSON(histogram.edges),
      "counts": .object([
        JSON.Member(classes[0], JSON(histogram.negative)), JSON.Member(classes[1], JSON(histogram.positive)),
      ]),
    ]
  }

  private var residualsJSON: JSON {
    guard let residuals else { return .null }
    return [
      "predicted": JSON(residuals.points.map(\.prediction)), "residual": JSON(residuals.points.map(\.residual)),
      "edges": JSON(residuals.histogram.edges), "counts": JSON(residuals.histogram.counts),
      "bins": .array(
        residuals.bins.map {
          [
            "predicted": JSON($0.meanPrediction), "residual": JSON($0.meanResidual), "lower": JSON($0.lower),
            "upper": JSON($0.upper), "sd": JSON($0.spread), "rows": JSON($0.count),
          ]
        }),
    ]
  }

  private func errorsJSON(_ name: (Int) -> JSON, _ values: (Int) -> JSON) -> JSON {
    .array(
      errors.enumerated().map { index, error in
        let amounts = contributions.indices.contains(index) ? contributions[index].amounts : []
        return [
          "row": name(error.row), "label": word(error.label), "score": JSON(error.score),
          "prediction": word(error.prediction), "loss": JSON(error.loss), "values": values(error.row),
          "contributions": .array(amounts.prefix(20).map { [JSON($0.column), JSON($0.amount)] }),
        ]
      })
  }

  /// A class by its name, a number by itself.
  private func word(_ answer: Double) -> JSON {
    guard !classes.isEmpty else { return JSON(answer) }
    return classes.indices.contains(Int(answer)) ? JSON(classes[Int(answer)]) : .null
  }

  private var importancesJSON: JSON {
    .array(
      (importance?.columns ?? []).prefix(Self.importanceLimit).map {
        ["column": JSON($0.name), "mean": JSON($0.mean), "sd": JSON($0.deviation)]
      })
  }
}
