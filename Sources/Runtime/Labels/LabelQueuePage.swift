import DataQuality
import Encoding
import Lifecycle
import Tabular

extension LabelDesk.Result {
  private static let valueCountMax = 40
  private static let noiseCountMax = 100

  /// The rows of a page, those left out that need not be looked at.
  func rows(offset: Int, limit: Int, reviewed: Set<Int>, data: ProjectData) -> JSON {
    let columns = columns.prefix(Self.valueCountMax).compactMap { data.table[$0] }
    let entries = queue.entries.lazy.filter { !reviewed.contains($0.row) }.dropFirst(max(0, offset)).prefix(
      max(0, limit))
    return .array(
      entries.map { entry in
        [
          "row": JSON(entry.row), "label": word(entry.label), "guess": word(entry.guess), "score": JSON(entry.score),
          "issue": JSON(entry.isIssue),
          "probabilities": .object(
            zip(queue.classes, queue.probabilities(of: entry)).map { JSON.Member($0, JSON($1)) }),
          "values": .object(columns.map { JSON.Member($0.name, Engine.cell($0.values, entry.row)) }),
        ]
      })
  }

  /// Rows by given and guessed class, the most first.
  var noise: JSON {
    let names = queue.classes
    var pairs: [(given: Int, guessed: Int, rows: Int)] = []
    for given in names.indices {
      for guessed in names.indices where queue.joint[given][guessed] > 0 {
        pairs.append((given, guessed, queue.joint[given][guessed]))
      }
    }
    pairs.sort { ($1.rows, $0.given, $0.guessed) < ($0.rows, $1.given, $1.guessed) }
    return .array(
      pairs.prefix(Self.noiseCountMax).map {
        ["given": JSON(names[$0.given]), "guessed": JSON(names[$0.guessed]), "rows": JSON($0.rows)]
      })
  }

  private func word(_ answer: Double) -> JSON {
    guard !queue.classes.isEmpty else { return JSON(answer) }
    return queue.classes.indices.contains(Int(answer)) ? JSON(queue.classes[Int(answer)]) : .null
  }
}
