import Learning
import Lifecycle
import Serving
import Storage
import Tabular
import Traffic

extension PlayPreparation {
  /// Rows from which a file is played as it is read; fewer are no burden.
  static let streamedRowCountMin = 20_000

  /// A file whose rows are in order of time, and many.
  struct StreamedFile {
    var source: StreamedTraffic
    var rowCount: Int
    var first: Int
    var end: Int
    var features: [String]
    var notes: [String]
    /// Event time of the first row to be answered; nil where there is none.
    var startTime: Int64?
  }

  /// - Parameters:
  ///   - start: the row that windows begin with.
  ///   - judged: the first row that is answered anew.
  /// - Returns: nil where the file has to be read whole: small, or not in order of time.
  func streamed(_ file: String, _ model: Model, from start: Int, judgedFrom judged: Int) throws -> StreamedFile? {
    let (definition, token) = (job.definition, job.token)
    if case .rowOrder? = definition.data.time { return nil }
    let hasTimes = definition.data.time != nil
    let data = try job.store.data(definition.data, clock: job.clock) { token.isCancelled }
    let kinds = Dictionary(data.schema.columns.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
      .merging(definition.data.readOptions().kinds) { $1 }
    let target = model.target
    let name = definition.data.target
    // Without the column nothing is known of any outcome.
    let present = Set(try TableReader.standard.stream(path: file).schema.columns.map(\.name))
    let hasTarget = present.contains(name)
    let columns = data.schema.columns.map(\.name).filter(present.contains)
    guard let any = columns.first else { return nil }
    @Sendable func labels(_ table: Table) throws -> [Double] {
      hasTarget
        ? try target.labels(of: table, rows: 0..<table.rowCount) : [Double](repeating: .nan, count: table.rowCount)
    }
    let until: Int64? = if case .time(let seconds)? = job.request.until { Int64(seconds * 1e6) } else { nil }
    let judged = max(start, judged)
    let survey = try FileSurvey(
      file, definition.data, columns: hasTarget ? [name] : [any], kinds: kinds, until: until, start: judged,
      isCancelled: { token.isCancelled },
      labels: { hasTarget ? try labels($0) : nil })
    guard survey.isOrdered, survey.rowCount >= Self.streamedRowCountMin else { return nil }
    let end = end(of: survey, hasTimes: hasTimes)
    let first = min(start, end)
    let rows = rows(first..<end, of: file, columns, kinds, labels)
    var notes: [String] = []
    if survey.unknownCount > 0 {
      notes.append(
        Self.unknownNote(survey.unknownCount, name, words: Array(survey.unknownWords.sorted().prefix(3))))
    }
    return StreamedFile(
      source: StreamedTraffic(
        name: job.source, rows: rows, delaySeconds: definition.monitoring.outcomeDelaySeconds, startingAt: first,
        end: end),
      rowCount: survey.rowCount, first: first, end: end, features: data.schema.names(of: .feature), notes: notes,
      startTime: judged < end ? (hasTimes ? survey.startTime : Int64(judged) * 1_000_000) : nil)
  }

  private func end(of survey: FileSurvey, hasTimes: Bool) -> Int {
    switch job.request.until {
    case nil: return survey.rowCount
    case .row(let row)?: return min(row, survey.rowCount)
    case .time(let seconds)?:
      let end = hasTimes ? survey.end : Int(max(0, seconds.rounded(.up)))
      return end.map { min($0, survey.rowCount) } ?? survey.rowCount
    }
  }

  /// Rows that are read while those before them are played.
  private func rows(
    _ range: Range<Int>, of file: String, _ columns: [String], _ kinds: [String: ColumnKind],
    _ labels: @escaping @Sendable (Table) throws -> [Double]
  ) -> RowsAhead {
    let (definition, token) = (job.definition.data, job.token)
    return RowsAhead {
      var options = definition.readOptions { token.isCancelled }
      options.kinds = kinds
      options.columns = columns
      options.rows = range
      let stream = try TableReader.standard.stream(path: file, options: options)
      var position = range.lowerBound
      return {
        guard position < range.upperBound, let table = try stream.next(maxRows: RowsAhead.rowCount) else { return nil }
        defer { position += table.rowCount }
        let times = try definition.time.map { try table.eventTimes(by: $0.specification) }
        return RowsAhead.Piece(
          table: table, firstRow: position,
          eventTimes: times ?? (0..<table.rowCount).map { Int64(position + $0) * 1_000_000 },
          targets: try labels(table))
      }
    }
  }

  static func unknownNote(_ count: Int, _ target: String, words: [String]) -> String {
    "\(count) rows have a value of \(target) that the champion does not know (\(words.joined(separator: ", "))); "
      + "their outcomes are left out"
  }
}
