import CommandLine
import Encoding
import Learning
import Lifecycle
import Runtime

/// `export`: a version as a file that another program reads.
struct ExportCommand {
  private let version: VersionID
  private let format: String
  private let output: String?
  private let invocation: Invocation

  init(version: VersionID, format: String, output: String?, _ invocation: Invocation) {
    self.version = version
    self.format = format
    self.output = output
    self.invocation = invocation
  }

  func run() throws -> ExitStatus {
    guard format == "xgboost-json" else {
      throw Refusal(
        kind: .wrongUse, message: "there is no format `\(format)`", mend: "use `--to xgboost-json`")
    }
    let model = try PredictCommand.model(of: version, in: try ProjectConnection.folder(invocation.project))
    let bytes: [UInt8]
    do { bytes = try model.xgboostJSON() } catch {
      throw Refusal(kind: .wrongUse, message: "version \(version) cannot be exported", mend: "\(error)")
    }
    guard let output else {
      Output.line(String(decoding: bytes, as: UTF8.self))
      return .done
    }
    // A new file has no resolved path yet; the program runs where the person is.
    try FileBytes.write(bytes, to: output)
    let document: JSON = [
      "version": JSON(version.number), "format": JSON(format), "output": JSON(output), "bytes": JSON(bytes.count),
      "features": JSON(model.pipeline.outputNames),
    ]
    Output.print(document, asJSON: invocation.wantsJSON) { _ in
      "version \(version) is in \(output) (\(NumberText.bytes(bytes.count))); "
        + "its attribute `sextant` says how columns become features"
    }
    return .done
  }
}
