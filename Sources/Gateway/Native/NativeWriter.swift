import Lifecycle

/// Writes native replies, of which there is one for every request, without building a document first.
struct NativeWriter {
  private var writer: JSONWriter
  private let reply: PredictionReply
  private let explanation: Explanation?
  /// Names of more than two classes; empty for a probability or a value.
  private let classes: [String]
  private let scoreCount: Int

  init(_ reply: PredictionReply, _ explanation: Explanation? = nil, classes: [String]) {
    self.reply = reply
    self.explanation = explanation
    scoreCount = reply.ids.isEmpty ? 1 : max(1, reply.scores.count / reply.ids.count)
    self.classes = scoreCount > 1 && classes.count == scoreCount ? classes : []
    writer = JSONWriter(capacity: 96 + 48 * (reply.scores.count + (explanation?.contributions.count ?? 0)))
  }

  /// An object for the only row.
  mutating func row() -> [UInt8] {
    object(0)
    return writer.bytes
  }

  /// An object a row, each on a line.
  mutating func lines() -> [UInt8] {
    var lines: [UInt8] = []
    let empty = JSONWriter()
    for row in reply.ids.indices {
      writer = empty
      object(row)
      lines += writer.bytes
      lines.append(UInt8(ascii: "\n"))
    }
    return lines
  }

  private mutating func object(_ row: Int) {
    writer.beginObject()
    writer.name("session")
    writer.number(reply.session.number)
    writer.name("id")
    writer.number(reply.ids[row])
    writer.name("version")
    writer.number(reply.versions[row].number)
    writer.name(scoreCount > 1 ? "scores" : "score")
    scores(row)
    writer.name("prediction")
    prediction(row)
    if let explanation { add(explanation, row) }
    writer.endObject()
  }

  private mutating func add(_ explanation: Explanation, _ row: Int) {
    writer.name("base")
    writer.number(explanation.base[row])
    writer.name("contributions")
    writer.beginObject()
    for (column, feature) in explanation.features.enumerated() {
      writer.name(feature)
      writer.number(explanation.contributions[row * explanation.features.count + column])
    }
    writer.endObject()
  }

  /// One object with a list for each fact.
  mutating func columns() -> [UInt8] {
    writer.beginObject()
    writer.name("session")
    writer.number(reply.session.number)
    list("ids") { $0.writer.number($0.reply.ids[$1]) }
    list("versions") { $0.writer.number($0.reply.versions[$1].number) }
    list("scores") { $0.scores($1) }
    list("predictions") { $0.prediction($1) }
    if let explanation {
      writer.name("features")
      writer.strings(explanation.features)
      writer.name("base")
      writer.numbers(explanation.base)
      let width = explanation.features.count
      list("contributions") { $0.writer.numbers(explanation.contributions[$1 * width..<($1 + 1) * width]) }
    }
    writer.endObject()
    return writer.bytes
  }

  private mutating func list(_ name: String, _ each: (inout NativeWriter, Int) -> Void) {
    writer.name(name)
    writer.beginArray()
    for row in reply.ids.indices { each(&self, row) }
    writer.endArray()
  }

  /// A number, or one for each class under its name.
  private mutating func scores(_ row: Int) {
    guard scoreCount > 1 else { return writer.number(reply.scores[row]) }
    let scores = reply.scores[row * scoreCount..<(row + 1) * scoreCount]
    guard !classes.isEmpty else { return writer.numbers(scores) }
    writer.beginObject()
    for (name, score) in zip(classes, scores) {
      writer.name(name)
      writer.number(score)
    }
    writer.endObject()
  }

  /// A class's name where there are more than two, otherwise a number; null where a person will decide.
  private mutating func prediction(_ row: Int) {
    let value = reply.predictions[row]
    guard let index = Int(exactly: value), classes.indices.contains(index) else { return writer.number(value) }
    writer.string(classes[index])
  }
}
