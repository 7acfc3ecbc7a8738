import Encoding
import Learning
import Tabular

/// Writes predictions as lines of CSV or of JSON: the row's name, its score (of each class of a multiclass model:
/// `score_CLASS`) and what is predicted.
struct PredictionWriter {
  let model: Model
  /// The column that names rows; nil counts them.
  let id: String?
  let asJSON: Bool

  func writeHeader() {
    guard !asJSON else { return }
    let scores = model.task == .multiclass ? scoreNames.map(Self.quoted).joined(separator: ",") : "score"
    Output.line("\(Self.quoted(id ?? "row")),\(scores),prediction")
  }

  private var scoreNames: [String] { model.target.classNames.map { "score_\($0)" } }

  /// - Parameter first: position of the first row in the file.
  func write(scores: ArraySlice<Double>, _ table: Table, from first: Int) {
    for (row, score) in scores.enumerated() {
      let prediction = prediction(score)
      if asJSON {
        let document: JSON = [
          "id": name(row, table, from: first), "score": JSON(score), "prediction": JSON(prediction),
        ]
        Output.line(document.text())
      } else {
        Output.line("\(text(row, table, from: first)),\(JSON(score)),\(Self.quoted(prediction))")
      }
    }
  }

  /// - Parameter probabilities: of every class of each row.
  func write(probabilities: [Double], _ table: Table, from first: Int) {
    let names = scoreNames
    for row in 0..<table.rowCount {
      let own = probabilities[row * names.count..<(row + 1) * names.count]
      let best = own.indices.max { own[$0] < own[$1] || own[$0] == own[$1] && $0 > $1 } ?? own.startIndex
      let prediction = model.target.classNames[best - own.startIndex]
      if asJSON {
        var members = [JSON.Member("id", name(row, table, from: first))]
        members += zip(names, own).map { JSON.Member($0, JSON($1)) }
        members.append(JSON.Member("prediction", JSON(prediction)))
        Output.line(JSON.object(members).text())
      } else {
        let scores = own.map { JSON($0).text() }.joined(separator: ",")
        Output.line("\(text(row, table, from: first)),\(scores),\(Self.quoted(prediction))")
      }
    }
  }

  private func name(_ row: Int, _ table: Table, from first: Int) -> JSON {
    guard let id else { return JSON(first + row) }
    return JSON(table[id]?.values.text(at: row) ?? String(first + row))
  }

  private func text(_ row: Int, _ table: Table, from first: Int) -> String {
    Self.quoted(id.flatMap { table[$0]?.values.text(at: row) } ?? String(first + row))
  }

  private func prediction(_ score: Double) -> String {
    guard model.task == .binary else { return JSON(score).text() }
    let isPositive = score >= (model.threshold ?? 0.5)
    return model.target.word(isPositive: isPositive) ?? (isPositive ? "1" : "0")
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
