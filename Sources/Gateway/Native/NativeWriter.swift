import Encoding
import Lifecycle

/// Writes replies without building a document first: one of them is made for every request.
struct NativeWriter {
  var bytes: [UInt8] = []
  private let reply: PredictionReply
  /// Names of more than two classes, quoted; empty for a probability or a value.
  private let classes: [[UInt8]]
  private let scoreCount: Int

  init(_ reply: PredictionReply, classes: [String]) {
    self.reply = reply
    scoreCount = reply.ids.isEmpty ? 1 : max(1, reply.scores.count / reply.ids.count)
    self.classes =
      scoreCount > 1 && classes.count == scoreCount
      ? classes.map {
        var bytes: [UInt8] = []
        JSON.string($0).write(into: &bytes)
        return bytes
      } : []
    bytes.reserveCapacity(96 + 48 * reply.scores.count)
  }

  /// An object for one row.
  mutating func row(_ index: Int, _ explanation: Explanation? = nil) {
    text(#"{"session":"#)
    integer(Int64(reply.session.number))
    text(#","id":"#)
    integer(reply.ids[index])
    text(#","version":"#)
    integer(Int64(reply.versions[index].number))
    text(scoreCount > 1 ? #","scores":"# : #","score":"#)
    scores(index)
    text(#","prediction":"#)
    prediction(index)
    if let explanation {
      text(#","base":"#)
      number(explanation.base[index])
      text(#","contributions":{"#)
      for (column, feature) in explanation.features.enumerated() {
        if column > 0 { text(",") }
        JSON.string(feature).write(into: &bytes)
        text(":")
        number(explanation.contributions[index * explanation.features.count + column])
      }
      text("}")
    }
    text("}")
  }

  /// One object with a list for each fact.
  mutating func columns(_ explanation: Explanation? = nil) {
    text(#"{"session":"#)
    integer(Int64(reply.session.number))
    list("ids") { $0.integer($0.reply.ids[$1]) }
    list("versions") { $0.integer(Int64($0.reply.versions[$1].number)) }
    list("scores") { $0.scores($1) }
    list("predictions") { $0.prediction($1) }
    if let explanation {
      text(#","features":"#)
      JSON(explanation.features).write(into: &bytes)
      list("base") { $0.number(explanation.base[$1]) }
      let width = explanation.features.count
      list("contributions") { writer, row in
        writer.text("[")
        for column in 0..<width {
          if column > 0 { writer.text(",") }
          writer.number(explanation.contributions[row * width + column])
        }
        writer.text("]")
      }
    }
    text("}")
  }

  private mutating func list(_ name: StaticString, _ each: (inout NativeWriter, Int) -> Void) {
    text(",\"")
    text(name)
    text("\":[")
    for row in reply.ids.indices {
      if row > 0 { text(",") }
      each(&self, row)
    }
    text("]")
  }

  /// A number, or one for each class under its name.
  private mutating func scores(_ row: Int) {
    guard scoreCount > 1 else { return number(reply.scores[row]) }
    text(classes.isEmpty ? "[" : "{")
    for column in 0..<scoreCount {
      if column > 0 { text(",") }
      if !classes.isEmpty {
        bytes.append(contentsOf: classes[column])
        text(":")
      }
      number(reply.scores[row * scoreCount + column])
    }
    text(classes.isEmpty ? "]" : "}")
  }

  /// A class's name where there are more than two, otherwise a number; null where a person will decide.
  private mutating func prediction(_ row: Int) {
    let value = reply.predictions[row]
    guard !classes.isEmpty, let index = Int(exactly: value), classes.indices.contains(index) else {
      return number(value)
    }
    bytes.append(contentsOf: classes[index])
  }

  private mutating func text(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func integer(_ value: Int64) {
    var rest = value.magnitude
    var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
    withUnsafeMutableBytes(of: &digits) { buffer in
      var start = buffer.count
      repeat {
        start -= 1
        buffer[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      if value < 0 {
        start -= 1
        buffer[start] = UInt8(ascii: "-")
      }
      bytes.append(contentsOf: buffer[start...])
    }
  }

  private mutating func number(_ value: Double) {
    if let whole = Int64(exactly: value), abs(whole) < 1 << 53 { return integer(whole) }
    guard value.isFinite else { return text("null") }
    bytes.append(contentsOf: value.description.utf8)
  }
}
