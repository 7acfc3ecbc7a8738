import CommandLine
import Encoding
import Lifecycle
import Monitoring
import Runtime
import Storage
import Tabular

/// `drift`: two files compared exactly, column by column.
struct DriftCommand {
  private let request: Invocation.DriftRequest
  private let invocation: Invocation

  init(_ request: Invocation.DriftRequest, _ invocation: Invocation) {
    self.request = request
    self.invocation = invocation
  }

  func run() throws -> ExitStatus {
    let started = EngineClock.system.monotonic()
    var options = ReadOptions()
    options.columns = request.columns
    let reference = try TableReader.standard.read(path: request.reference, options: options).table
    // The second file is read with the kinds of the first: few rows must not turn a category into a number.
    for column in reference.columns { options.kinds[column.name] = column.kind }
    let current = try TableReader.standard.read(path: request.current, options: options).table
    guard let profile = DriftProfile(rawValue: request.profile) else {
      throw Refusal(kind: .wrongUse, message: "there is no profile `\(request.profile)`", mend: "use sextant")
    }
    var comparison = DriftComparison(profile: profile)
    comparison.chunkSize = request.chunk
    let report = try comparison.compare(
      reference: reference, current: current,
      columns: request.columns ?? Self.comparable(reference, current))
    let (compared, leftOut) = (report.columns.map(\.name), Self.counters(reference, current, unless: request.columns))
    var document: JSON = [
      "profile": JSON(request.profile),
      "rows": ["reference": JSON(reference.rowCount), "current": JSON(current.rowCount)],
      "columns": .array(report.columns.map(Self.column)), "drifted_share": JSON(report.driftedShare),
      "drifted": JSON(report.isDrifted), "seconds": JSON(EngineClock.system.monotonic() - started),
    ]
    if request.isMultivariate {
      document.set("multivariate", try MultivariateReport(reference, current, columns: compared).json)
    }
    if !leftOut.isEmpty {
      document.set("left_out", .array(leftOut.map { ["column": JSON($0), "reason": "a running number"] }))
    }
    document.set("seconds", JSON(EngineClock.system.monotonic() - started))
    Output.print(document, asJSON: invocation.wantsJSON, TextReport.drift)
    return request.failsOnDrift && report.isDrifted ? .no : .done
  }

  /// Columns of both files but for running numbers; nil for all.
  private static func comparable(_ reference: Table, _ current: Table) -> [String]? {
    let counters = Set(counters(reference, current, unless: nil))
    let rest = reference.columnNames.filter { current[$0] != nil && !counters.contains($0) }
    return counters.isEmpty || rest.isEmpty ? nil : rest
  }

  /// Columns that count the rows, on from file to file: they differ always, and that says nothing.
  private static func counters(_ reference: Table, _ current: Table, unless named: [String]?) -> [String] {
    guard named == nil else { return [] }
    return reference.columns.filter { column in
      guard case .numeric(let first) = column.values, case .numeric(let second)? = current[column.name]?.values,
        let last = first.last, let next = second.first, first.count > 1, next > last
      else { return false }
      return isCounting(first) && isCounting(second)
    }.map(\.name)
  }

  private static func isCounting(_ values: [Double]) -> Bool {
    zip(values, values.dropFirst()).allSatisfy { $1 - $0 == 1 }
  }

  private static func column(_ column: ColumnDrift) -> JSON {
    [
      "column": JSON(column.name), "kind": JSON(column.kind.rawValue), "drifted": JSON(column.verdict.isDrifted),
      "decided_by": JSON(column.decidedBy?.rawValue), "p_value": JSON(column.pValue),
      "p_value_adjusted": JSON(column.adjustedPValue),
      "methods": .array(
        column.readings.map { reading in
          [
            "method": JSON(reading.method.rawValue), "statistic": JSON(reading.statistic),
            "p_value": JSON(reading.pValue), "threshold": JSON(reading.threshold), "drifted": JSON(reading.isDrifted),
          ]
        }),
    ]
  }
}
