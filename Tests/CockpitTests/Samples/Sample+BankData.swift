import Encoding
import Lifecycle

extension Sample {
  static var bankData: DataSummary {
    DataSummary(
      rows: 41_188, parts: PartCounts(train: 24_712, validate: 4118, test: 4118), liveRows: 8240,
      columns: bankColumns, sha256: "1f0c9a77be21d04f6a9e2cb7d58f31e0aa4b19c6f7d2083e5b6a4c1d9e8f7a60",
      from: Timestamp(year: 2008, month: 5, day: 1), to: Timestamp(year: 2010, month: 11, day: 30),
      notes: [
        "pdays is 999 in 96 % of the rows: it means never contacted", "12 rows are the same as another",
        "the share of yes rises from 3 % to 45 % over the file",
      ])
  }

  private static var bankColumns: [DataSummary.ColumnSummary] {
    [
      number("age", 40.0, 10.4, 17, 98, distinct: 78, center: 7, width: 4),
      levels(
        "job",
        [("admin.", 10_422), ("blue-collar", 9254), ("technician", 6743), ("services", 3969), ("management", 2924)],
        distinct: 12, missing: 330),
      levels("marital", [("married", 24_928), ("single", 11_568), ("divorced", 4612)], distinct: 4, missing: 80),
      levels(
        "education",
        [
          ("university.degree", 12_168), ("high.school", 9515), ("basic.9y", 6045), ("professional.course", 5243),
          ("basic.4y", 4176),
        ], distinct: 8, missing: 1731),
      levels("default", [("no", 32_588), ("yes", 3)], distinct: 3, missing: 8597),
      levels("housing", [("yes", 21_576), ("no", 18_622)], distinct: 3, missing: 990),
      levels("contact", [("cellular", 26_144), ("telephone", 15_044)], distinct: 2),
      levels("month", [("may", 13_769), ("jul", 7174), ("aug", 6178), ("jun", 5318), ("nov", 4101)], distinct: 10),
      number("duration", 258.3, 259.3, 0, 4918, distinct: 1544, center: 1, width: 2, role: "left out"),
      number("campaign", 2.57, 2.77, 1, 56, distinct: 42, center: 0, width: 1.4),
      number("pdays", 962.5, 186.9, 0, 999, distinct: 27, center: 23, width: 0.4),
      number("emp.var.rate", 0.08, 1.57, -3.4, 1.4, distinct: 10, center: 20, width: 3),
      number("cons.price.idx", 93.58, 0.58, 92.2, 94.77, distinct: 26, center: 13, width: 5),
      number("euribor3m", 3.62, 1.73, 0.634, 5.045, distinct: 316, center: 21, width: 2),
      number("nr.employed", 5167, 72.25, 4964, 5228, distinct: 11, center: 19, width: 4),
      levels("y", [("no", 36_548), ("yes", 4640)], distinct: 2, role: "target"),
    ]
  }

  private static func number(
    _ name: String, _ mean: Double, _ deviation: Double, _ minimum: Double, _ maximum: Double, distinct: Int,
    center: Double, width: Double, role: String = "feature"
  ) -> DataSummary.ColumnSummary {
    .init(
      name: name, kind: "numeric", role: role, missing: 0, distinct: distinct, minimum: minimum, maximum: maximum,
      mean: mean, standardDeviation: deviation, histogram: Wave.bell(24, center: center, width: width, total: 41_188),
      top: [])
  }

  private static func levels(
    _ name: String, _ top: [(String, Int)], distinct: Int, missing: Int = 0, role: String = "feature"
  ) -> DataSummary.ColumnSummary {
    .init(
      name: name, kind: distinct == 2 ? "boolean" : "categorical", role: role, missing: missing, distinct: distinct,
      histogram: top.map(\.1), top: top.map { .init(value: $0.0, count: $0.1) })
  }

  static var bankHistograms: [DriftHistogram] {
    let labels = (0..<12).map { "\($0 / 2 + ($0 % 2 == 0 ? 0 : 0)).\($0 % 2 * 5)" }
    return [
      DriftHistogram(
        column: "euribor3m", labels: labels, reference: Wave.shares(Wave.bell(12, center: 9.6, width: 1, total: 1000)),
        window: Wave.shares(Wave.bell(12, center: 1.4, width: 0.9, total: 1000))),
      DriftHistogram(
        column: "month", labels: ["may", "jul", "aug", "jun", "nov", "apr", "oct", "sep", "mar", "dec"],
        reference: [0.34, 0.18, 0.15, 0.13, 0.1, 0.06, 0.02, 0.01, 0.01, 0],
        window: [0.1, 0.08, 0.07, 0.1, 0.3, 0.2, 0.05, 0.05, 0.05, 0]),
    ]
  }

  /// Forty weeks: quiet, then drift from the fourteenth, then the metric falls from the thirtieth.
  static var bankWindows: [Window] {
    (0..<41).map { index in
      let from = bankStart.advanced(bySeconds: Double(index) * week)
      let to = bankStart.advanced(bySeconds: Double(index + 1) * week)
      let version = VersionID(index < 9 ? 1 : index < 20 ? 3 : index < 23 ? 5 : index < 25 ? 3 : 5)
      let closed = WindowClosed(
        session: SessionID(4), index: index, firstID: index * 690, from: from, to: to,
        rows: 690 + Int(120 * Wave.noise(index, 5)),
        version: version,
        drift: bankDrift(index))
      return Window(closed: closed, settled: index < 39 ? bankSettled(index, from, to, version) : nil)
    }
  }

  private static func bankSettled(_ index: Int, _ from: Timestamp, _ to: Timestamp, _ version: VersionID)
    -> WindowSettled
  {
    let fall = index < 27 ? 0 : min(1, Double(index - 26) / 6)
    let auc = 0.794 - 0.3 * fall + 0.022 * Wave.noise(index, 1) - (index < 9 ? 0.06 : 0)
    let value = 1900 - 2100 * fall + 240 * Wave.noise(index, 2)
    let contracts = 71 - 38 * fall + 6 * Wave.noise(index, 3)
    return WindowSettled(
      session: SessionID(4), index: index, from: from, to: to, version: version, settled: 660,
      metrics: ["auc": auc, "ece": 0.03 + 0.19 * fall, "log_loss": 0.3 + 0.4 * fall, "baseline.auc": 0.5],
      lower: auc - 0.045, upper: auc + 0.045, value: value, baselineValue: 640 + 90 * Wave.noise(index, 4),
      kpis: ["contracts a week": contracts.rounded(), "cost per contract": 2800 / contracts, "calls": 700])
  }

  private static func bankDrift(_ index: Int) -> [DriftReading] {
    let columns: [(String, Double, Int)] = [
      ("euribor3m", 8.4, 12), ("nr.employed", 6.1, 15), ("emp.var.rate", 4.4, 15), ("cons.price.idx", 2.1, 20),
      ("score", 1.6, 26),
      ("month", 0.9, 28), ("pdays", 0.22, 33), ("poutcome", 0.17, 33), ("age", 0.09, 30), ("job", 0.06, 24),
      ("contact", 0.12, 22),
      ("education", 0.05, 24), ("campaign", 0.04, 24), ("housing", 0.02, 24), ("marital", 0.02, 30),
      ("default", 0.03, 34),
    ]
    return columns.enumerated().map { place, column in
      let rise = min(1, max(0, Double(index - column.2) / 8))
      let statistic = max(0.004, 0.03 + 0.02 * Wave.noise(index, place + 20) + (column.1 - 0.03) * rise * rise)
      return DriftReading(
        column: column.0, method: "psi", statistic: statistic, threshold: 0.2, isDrifted: statistic >= 0.2)
    }
  }
}
