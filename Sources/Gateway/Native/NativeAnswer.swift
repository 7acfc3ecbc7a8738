import Encoding
import Lifecycle

/// The bodies of `POST /predict`, `/explain` and `/outcomes`.
enum NativeAnswer {
  static func reply(_ reply: PredictionReply, shape: NativeShape, classes: [String]) -> HTTPAnswer {
    answer(NativeWriter(reply, classes: classes), shape)
  }

  static func explanation(_ explanation: Explanation, shape: NativeShape, classes: [String]) -> HTTPAnswer {
    answer(NativeWriter(explanation.reply, explanation, classes: classes), shape)
  }

  private static func answer(_ writer: NativeWriter, _ shape: NativeShape) -> HTTPAnswer {
    var writer = writer
    switch shape {
    case .one: return HTTPAnswer(status: 200, type: "application/json", body: writer.row())
    case .many: return HTTPAnswer(status: 200, type: "application/json", body: writer.columns())
    case .lines: return HTTPAnswer(status: 200, type: "application/x-ndjson", body: writer.lines())
    }
  }

  static func receipt(_ receipt: OutcomeReceipt, read: Int) -> HTTPAnswer {
    HTTPAnswer(json: [
      "read": JSON(read), "joined": JSON(receipt.joined), "duplicate": JSON(receipt.duplicate),
      "unknown": JSON(receipt.unknown), "invalid": JSON(receipt.invalid),
    ])
  }
}
