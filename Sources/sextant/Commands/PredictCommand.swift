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
    let model = try model(in: folder)
    var options = ReadOptions()
    options.skipsBadRows = invocation.skipsBadRows || definition.data.skipsBadRows
    for input in model.pipeline.inputs { options.kinds[input.name] = input.kind }
    options.columns = model.features + (definition.data.id.map { [$0] } ?? [])
    let stream = try TableReader.standard.stream(path: file, options: options)
    let scorer = Scorer(model)
    var levelMaps = LevelMaps()
    var scores = [Double](repeating: 0, count: Self.blockRowCount)
    var row = 0
    if !invocation.wantsJSON { Output.line("\(definition.data.id ?? "row"),score,prediction") }
    while let table = try stream.next(maxRows: Self.blockRowCount) {
      try scores.withUnsafeMutableBufferPointer { buffer in
        try scorer.score(table, rows: 0..<table.rowCount, levelMaps: &levelMaps, into: buffer)
      }
      write(scores[..<table.rowCount], table, model, id: definition.data.id, from: row)
      row += table.rowCount
    }
    Output.tell(stream.badRows)
    return .done
  }

  private func model(in folder: ProjectFolder) throws -> Model {
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

  private func write(_ scores: ArraySlice<Double>, _ table: Table, _ model: Model, id: String?, from first: Int) {
    for (row, score) in scores.enumerated() {
      let name = id.flatMap { table[$0]?.values.text(at: row) } ?? String(first + row)
      let prediction = prediction(score, model)
      if invocation.wantsJSON {
        let document: JSON = [
          "id": id == nil ? JSON(first + row) : JSON(name), "score": JSON(score), "prediction": JSON(prediction),
        ]
        Output.line(document.text())
      } else {
        Output.line("\(Self.quoted(name)),\(JSON(score)),\(Self.quoted(prediction))")
      }
    }
  }

  private func prediction(_ score: Double, _ model: Model) -> String {
    guard model.task == .binary else { return JSON(score).text() }
    let isPositive = score >= (model.threshold ?? 0.5)
    return model.target.word(isPositive: isPositive) ?? (isPositive ? "1" : "0")
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
