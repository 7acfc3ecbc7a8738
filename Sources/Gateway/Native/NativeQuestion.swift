import Lifecycle

/// How a native request was put, and so how it is answered.
enum NativeShape: Sendable, Equatable {
  /// One object of features: one object.
  case one
  /// A list, or an object with `rows` or `columns`: one object with a list for each fact.
  case many
  /// An object a line: an object a line.
  case lines
}

/// The body of `POST /predict` and `POST /explain`.
struct NativeQuestion: Sendable {
  var request: PredictionRequest
  var shape: NativeShape

  /// - Parameter hasLines: the client says that each line is a document.
  init(_ body: UnsafeRawBufferPointer, _ scanner: RowScanner, hasLines: Bool) throws(Refused) {
    do throws(RowError) {
      (request, shape) = hasLines ? (try Self.lines(body, scanner), .lines) : try Self.document(body, scanner)
    } catch {
      throw .bad(error.description)
    }
    guard request.rowCount > 0 else { throw .bad("no rows; send an object of features, or a list of them") }
  }

  private static func document(
    _ body: UnsafeRawBufferPointer, _ scanner: RowScanner
  ) throws(RowError) -> (PredictionRequest, NativeShape) {
    var scan = try RowScan(body, scanner)
    scan.cursor.skipSpace()
    if scan.cursor.byte == UInt8(ascii: "[") {
      try scan.records()
      try scan.cursor.finish()
      return (scan.rows.request(), .many)
    }
    if try Envelope.isOne(scan.cursor, scan.table) { return (try Envelope.read(&scan), .many) }
    try scan.record()
    try scan.cursor.finish()
    return (scan.rows.request(), .one)
  }

  private static func lines(
    _ body: UnsafeRawBufferPointer, _ scanner: RowScanner
  ) throws(RowError) -> PredictionRequest {
    try scanner.rows(in: body) { scan throws(RowError) in
      scan.cursor.skipSpace()
      while scan.cursor.position < scan.cursor.bytes.count {
        try scan.record()
        scan.cursor.skipSpace()
      }
    }
  }
}
