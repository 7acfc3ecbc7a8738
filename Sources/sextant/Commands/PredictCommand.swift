import CommandLine
import Encoding
import Glibc
import Learning
import Lifecycle
import Runtime
import Storage
import Tabular

/// `predict`: a file of any size through a version, in constant memory.
struct PredictCommand {
  private let file: String
  private let version: VersionID?
  private let invocation: Invocation

  static let blockRowCount = 8192

  init(file: String, version: VersionID?, _ invocation: Invocation) {
    self.file = file
    self.version = version
    self.invocation = invocation
  }

  func run() throws -> ExitStatus {
    let folder = try ProjectConnection.folder(invocation.project)
    let definition = try LoadedDefinition(folder: folder).definition
    let model = try Self.model(of: version, in: folder)
    var options = ReadOptions()
    options.skipsBadRows = invocation.skipsBadRows || definition.data.skipsBadRows
    for input in model.pipeline.inputs { options.kinds[input.name] = input.kind }
    options.columns = model.features + (definition.data.id.map { [$0] } ?? [])
    // What is read is forgotten at once: no file is too large. A pipe is taken into memory first, and has its limit.
    if Self.isFile(file) { options.byteLimit = .max }
    let interrupts = InterruptWatch()
    let progress = PredictionProgress(isQuiet: invocation.hidesProgress)
    options.progress = { at in
      progress.show(at)
      return !interrupts.wasInterrupted && Output.isWritable
    }
    defer { progress.end() }
    let stream = try TableReader.standard.stream(path: file, options: options)
    var writer = PredictionWriter(model: model, id: definition.data.id, asJSON: invocation.wantsJSON)
    writer.writeHeader()
    do {
      try Self.score(stream, model, &writer)
    } catch let error as DelimitedError where error.problem == .cancelled {
      // Output that nobody takes is told at the end.
      return interrupts.wasInterrupted ? .interrupted : .done
    }
    Output.tell(stream.badRows)
    return .done
  }

  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private static func score(_ stream: DelimitedStream, _ model: Model, _ writer: inout PredictionWriter) throws {
    let scorer = Scorer(model)
    var levelMaps = LevelMaps()
    var scores = [Double](repeating: 0, count: blockRowCount)
    var row = 0
    while let table = try stream.next(maxRows: blockRowCount) {
      if model.task == .multiclass {
        let probabilities = try scorer.probabilities(of: table, rows: Array(0..<table.rowCount))
        writer.write(probabilities: probabilities, table, from: row)
      } else {
        try scores.withUnsafeMutableBufferPointer { buffer in
          try scorer.score(table, rows: 0..<table.rowCount, levelMaps: &levelMaps, into: buffer)
        }
        writer.write(scores: scores[..<table.rowCount], table, from: row)
      }
      row += table.rowCount
    }
  }

  /// A version's model, by way of the registry; nil is the champion.
  static func model(of version: VersionID?, in folder: ProjectFolder) throws -> Model {
    let connection = try ProjectConnection.open(folder)
    defer { connection.close() }
    let registry = try waitFor { [link = connection.link] in try await link.query(.registry(at: nil)) }.items.first
    let wanted = version?.number ?? registry?["aliases"]?["champion"]?.int
    guard let wanted else {
      throw Refusal(kind: .no, message: "there is no champion", mend: "name a version: `--version V`")
    }
    guard let entry = registry?["versions"]?.array?.first(where: { $0["version"]?.int == wanted }),
      let hash = entry["model"]?["sha256"]?.string
    else {
      throw Refusal(kind: .wrongUse, message: "there is no version \(wanted)", mend: "`sextant registry` lists them")
    }
    return try Model(decoding: try folder.artifactStore().get(hash))
  }
}
