import Encoding
import Lifecycle

/// The bodies of `POST /predict`, `/explain` and `/outcomes`.
enum NativeAnswer {
  static func reply(_ reply: PredictionReply, shape: NativeShape, served: ServedModels?) -> HTTPAnswer {
    var writer = NativeWriter(reply, classes: served?.classes ?? [])
    switch shape {
    case .one: writer.row(0)
    case .many: writer.columns()
    case .lines:
      for row in reply.ids.indices {
        writer.row(row)
        writer.bytes.append(UInt8(ascii: "\n"))
      }
    }
    return HTTPAnswer(status: 200, type: type(of: shape), body: writer.bytes)
  }

  static func explanation(_ explanation: Explanation, shape: NativeShape, served: ServedModels?) -> HTTPAnswer {
    var writer = NativeWriter(explanation.reply, classes: served?.classes ?? [])
    switch shape {
    case .one: writer.row(0, explanation)
    case .many: writer.columns(explanation)
    case .lines:
      for row in explanation.reply.ids.indices {
        writer.row(row, explanation)
        writer.bytes.append(UInt8(ascii: "\n"))
      }
    }
    return HTTPAnswer(status: 200, type: type(of: shape), body: writer.bytes)
  }

  static func receipt(_ receipt: OutcomeReceipt, read: Int) -> HTTPAnswer {
    let json: JSON = [
      "read": JSON(read), "joined": JSON(receipt.joined), "duplicate": JSON(receipt.duplicate),
      "unknown": JSON(receipt.unknown), "invalid": JSON(receipt.invalid),
    ]
    var bytes: [UInt8] = []
    json.write(into: &bytes)
    return HTTPAnswer(status: 200, type: "application/json", body: bytes)
  }

  private static func type(of shape: NativeShape) -> String {
    switch shape {
    case .one, .many: "application/json"
    case .lines: "application/x-ndjson"
    }
  }
}
