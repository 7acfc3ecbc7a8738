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
    let report = try DriftComparison(profile: profile).compare(
      reference: reference, current: current, columns: request.columns)
    let document: JSON = [
      "profile": JSON(request.profile),
      "rows": ["reference": JSON(reference.rowCount), "current": JSON(current.rowCount)],
      "columns": .array(report.columns.map(Self.column)), "drifted_share": JSON(report.driftedShare),
      "drifted": JSON(report.isDrifted), "seconds": JSON(EngineClock.system.monotonic() - started),
    ]
    Output.print(document, asJSON: invocation.wantsJSON, TextReport.drift)
    return request.failsOnDrift && report.isDrifted ? .no : .done
  }

  private static func column(_ column: ColumnDrift) -> JSON {
    [
      "column": JSON(column.name), "kind": JSON(column.kind.rawValue), "drifted": JSON(column.verdict.isDrifted),
      "decided_by": JSON(column.decidedBy?.rawValue),
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
