import Encoding
import Learning
import Tabular

/// Writes predictions as lines of CSV or of JSON: the row's name, its score (of each class of a multiclass model:
/// `score_CLASS`) and what is predicted.
///
/// Lines are put together as bytes, a block of rows at a time: texts of their own would cost more than the scoring.
struct PredictionWriter {
  private let model: Model
  /// The column that names rows; nil counts them.
  private let id: String?
  private let asJSON: Bool
  private let threshold: Double
  /// The classes' words as they stand in a line.
  private let words: [[UInt8]]
  /// Of JSON: what stands before each class's probability.
  private let labels: [[UInt8]]
  private var bytes: [UInt8] = []

  init(model: Model, id: String?, asJSON: Bool) {
    self.model = model
    self.id = id
    self.asJSON = asJSON
    threshold = model.threshold ?? 0.5
    words = model.target.classNames.map { asJSON ? Array(JSON($0).text().utf8) : Array($0.sheetCell.utf8) }
    labels = model.target.classNames.map { Array(",\(JSON("score_\($0)").text()):".utf8) }
  }

  mutating func writeHeader() {
    guard !asJSON else { return }
    let scores =
      model.task == .multiclass ? model.target.classNames.map { "score_\($0)".sheetCell } : ["score"]
    bytes += (id ?? "row").sheetCell.utf8
    for score in scores {
      bytes.append(UInt8(ascii: ","))
      bytes += score.utf8
    }
    bytes += ",prediction\n".utf8
    flush()
  }

  /// - Parameter first: position of the first row in the file.
  mutating func write(scores: ArraySlice<Double>, _ table: Table, from first: Int) {
    let names = id.flatMap { table[$0]?.values }
    for (row, score) in scores.enumerated() {
      begin(row, names, from: first)
      bytes += asJSON ? ",\"score\":".utf8 : ",".utf8
      JSON(score).write(into: &bytes)
      bytes += asJSON ? ",\"prediction\":".utf8 : ",".utf8
      if words.isEmpty { number(score) } else { bytes += words[score >= threshold ? 1 : 0] }
      end()
    }
    flush()
  }

  /// - Parameter probabilities: of every class of each row.
  mutating func write(probabilities: [Double], _ table: Table, from first: Int) {
    let names = id.flatMap { table[$0]?.values }
    let width = words.count
    for row in 0..<table.rowCount {
      begin(row, names, from: first)
      var best = row * width
      for index in row * width..<(row + 1) * width {
        if probabilities[index] > probabilities[best] { best = index }
        bytes += asJSON ? labels[index - row * width][...] : [UInt8(ascii: ",")]
        JSON(probabilities[index]).write(into: &bytes)
      }
      bytes += asJSON ? ",\"prediction\":".utf8 : ",".utf8
      bytes += words[best - row * width]
      end()
    }
    flush()
  }

  private mutating func begin(_ row: Int, _ names: ColumnValues?, from first: Int) {
    if asJSON { bytes += "{\"id\":".utf8 }
    if let name = names?.text(at: row) {
      if asJSON { JSON(name).write(into: &bytes) } else { bytes += name.sheetCell.utf8 }
    } else if asJSON, names != nil {
      // A row without its name is told by its number, as a text like the other names.
      JSON(String(first + row)).write(into: &bytes)
    } else {
      bytes += String(first + row).utf8
    }
  }

  /// A predicted number: JSON's lines have it as a text, as those of classes do.
  private mutating func number(_ value: Double) {
    if asJSON { bytes.append(UInt8(ascii: "\"")) }
    JSON(value).write(into: &bytes)
    if asJSON { bytes.append(UInt8(ascii: "\"")) }
  }

  private mutating func end() {
    if asJSON { bytes.append(UInt8(ascii: "}")) }
    bytes.append(UInt8(ascii: "\n"))
  }

  private mutating func flush() {
    Output.bytes(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
