import CommandLine
import Encoding
import Glibc
import Interchange
import Learning
import Lifecycle
import ProjectFile
import Runtime
import Storage
import Tabular

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
    let folder = try ProjectConnection.folder(invocation.project)
    let model = try PredictCommand.model(of: version, in: folder)
    if format == "bundle" { return try writeBundle(of: model, folder) }
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
    Output.print(document, asJSON: invocation.wantsJSON, linking: [output]) { _ in
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
          kind: .wrongUse, message: "there is no format `\(format)`", mend: "use onnx, xgboost-json or bundle")
      }
    } catch let refusal as Refusal {
      throw refusal
    } catch {
      throw Refusal(kind: .wrongUse, message: "version \(version) cannot be exported", mend: "\(error)")
    }
  }

  // MARK: Bundles

  /// A folder of its own: nothing that is there is written over.
  private func writeBundle(of model: Model, _ folder: ProjectFolder) throws -> ExitStatus {
    let definition = try LoadedDefinition(folder: folder).definition
    let target = output ?? "\(definition.name)-v\(version.number)"
    let files: [Bundle.File]
    do {
      files = try Bundle(
        model, project: definition.name, version: version.number, table: Self.firstRows(definition, model, folder)
      ).files()
    } catch {
      throw Refusal(kind: .no, message: "version \(version) cannot be exported", mend: "\(error)")
    }
    guard mkdir(target, 0o755) == 0 else {
      let exists = errno == EEXIST
      throw Refusal(
        kind: .wrongUse, message: "\(target) cannot be made: \(String(cString: strerror(errno)))",
        mend: exists ? "name a folder that is not there yet: `--output DIR`" : "check the path")
    }
    for file in files {
      var path = target
      for part in file.path.split(separator: "/").dropLast() {
        path += "/\(part)"
        mkdir(path, 0o755)
      }
      try FileBytes.write(file.content, to: "\(target)/\(file.path)")
    }
    let document: JSON = [
      "version": JSON(version.number), "format": "bundle", "output": JSON(target),
      "files": .array(files.map { ["path": JSON($0.path), "bytes": JSON($0.content.count)] }),
    ]
    Output.print(document, asJSON: invocation.wantsJSON, linking: [target]) { _ in
      "version \(version) is in \(target): \(files.count) files; README.md says what to do with them"
    }
    return .done
  }

  /// Rows of the project's data to take examples from; nil where they cannot be read, and examples are then made up.
  private static func firstRows(_ definition: ProjectDefinition, _ model: Model, _ folder: ProjectFolder) -> Table? {
    guard case .file(let path) = definition.data.source else { return nil }
    var options = ReadOptions()
    for input in model.pipeline.inputs { options.kinds[input.name] = input.kind }
    options.columns = model.features
    return try? TableReader.standard.stream(path: folder.absolute(path), options: options).next(maxRows: 200)
  }
}
