import Expressions
import Lifecycle
import Storage
import Tabular

/// The columns that rows must have to be appended: without their target or a feature they would teach that it is
/// missing.
struct AppendedColumns {
  /// Target, features, and what tells a row's time, in the order of the data.
  private let needed: [String]

  init(_ data: ProjectData, _ definition: DataDefinition) {
    var times: [String] = []
    if case .columns(let names)? = definition.time { times = names }
    needed = data.schema.columns.filter { column in
      switch column.role {
      case .target, .feature: true
      case .time, .id, .leftOut: times.contains(column.name)
      }
    }.map(\.name)
  }

  /// - Parameters:
  ///   - file: as the person named it.
  ///   - path: where it is.
  /// - Throws: `Refusal` that names what the file lacks and what it may be called there; `DelimitedError`.
  func ensure(in file: String, at path: String) throws {
    let present = try TableReader.standard.stream(path: path).schema.columns.map(\.name)
    let missing = needed.filter { !present.contains($0) }
    guard !missing.isEmpty else { return }
    let shown = missing.prefix(8).map { name in
      let similar = Vocabulary(numbers: present.filter { !needed.contains($0) }).nearest(to: name)
      return "`\(name)`" + (similar.map { " (it has `\($0)`)" } ?? "")
    }
    let more = missing.count > shown.count ? " and \(missing.count - shown.count) more" : ""
    throw Refusal(
      kind: .wrongUse,
      message: "\(file) has no column \(shown.joined(separator: ", "))\(more), which the data have",
      mend: "give its first line the names of the data's columns: \(needed.prefix(12).joined(separator: ", "))"
        + (needed.count > 12 ? ", …" : ""))
  }
}
