import CommandLine
import Encoding
import Glibc
import Interchange
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
    let model = try PredictCommand.model(of: version, in: try ProjectConnection.folder(invocation.project))
    let bytes = try content(of: model)
    guard let output else {
      guard format == "xgboost-json" || isatty(STDOUT_FILENO) == 0 else {
        throw Refusal(
          kind: .wrongUse, message: "an ONNX file is binary, which a terminal cannot show",
          mend: "add `--output FILE.onnx`")
      }
      Output.bytes(bytes)
      return .done
    }
    // A new file has no resolved path yet; the program runs where the person is.
    try FileBytes.write(bytes, to: output)
    let document: JSON = [
      "version": JSON(version.number), "format": JSON(format), "output": JSON(output), "bytes": JSON(bytes.count),
      "features": JSON(format == "onnx" ? model.features : model.pipeline.outputNames),
    ]
    Output.print(document, asJSON: invocation.wantsJSON) { _ in
      let explained =
        format == "onnx"
        ? "its inputs are the columns by name, its outputs score, probabilities and prediction"
        : "its attribute `sextant` says how columns become features"
      return "version \(version) is in \(output) (\(NumberText.bytes(bytes.count))); \(explained)"
    }
    return .done
  }

  private func content(of model: Model) throws -> [UInt8] {
    do {
      switch format {
      case "onnx": return try model.onnx()
      case "xgboost-json": return try model.xgboostJSON() + Array("\n".utf8)
      default:
        throw Refusal(
          kind: .wrongUse, message: "there is no format `\(format)`", mend: "use onnx or xgboost-json")
      }
    } catch let refusal as Refusal {
      throw refusal
    } catch {
      throw Refusal(kind: .wrongUse, message: "version \(version) cannot be exported", mend: "\(error)")
    }
  }
}
