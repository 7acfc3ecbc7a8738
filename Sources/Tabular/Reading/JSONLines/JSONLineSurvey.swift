/// Finds out whether bytes are JSON lines, and which keys they have.
enum JSONLineSurvey {
  /// How far lines are looked at: the first piece of about 1 MiB, or all.
  enum Extent {
    case beginning, whole
  }

  private static let endings = [".ndjson", ".jsonl", ".json"]

  /// By the name, or because the first line begins an object: `{` and then a quote or `}`.
  static func areJSONLines(_ source: any ByteSource, path: String) throws(DelimitedError) -> Bool {
    let head = TextBlock()
    let wanted = source.portion(1 << 10)
    _ = try head.append(atMost: wanted) { (room) throws(DelimitedError) in try source.read(into: room) }
    try source.rewind()
    guard head.count > 0, DialectSniffer.foreignFormat(head.bytes) == nil else { return false }
    let plain = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
    if endings.contains(where: { plain.hasSuffix($0) }) { return true }
    let mark = head.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let text = head.bytes.dropFirst(mark).drop { $0 == Byte.space || $0 == 9 || $0 == 10 || $0 == 13 }
    guard text.first == UInt8(ascii: "{") else { return false }
    let next = text.dropFirst().first { $0 != Byte.space && $0 != 9 }
    return next == Byte.quote || next == UInt8(ascii: "}")
  }

  /// The keys, with columns for those that hold values; no line is checked beyond what that takes.
  static func keys(
    of source: any ByteSource, path: String, options: ReadOptions, extent: Extent
  ) throws(DelimitedError) -> JSONKeys {
    let wanted = options.columns.map { Set($0) }
    let keys = JSONKeys()
    let feed = JSONLineFeed(source, path: path, options: options)
    try feed.rewind()
    var isComplete = false
    repeat {
      isComplete = try !survey(feed, keys, path: path, options: options)
    } while !isComplete && goesOn(extent, keys, wanted)
    guard keys.nodes.count > 1 || wanted != nil else { throw try emptiness(feed, path) }
    keys.giveColumns(wanted: wanted)
    if let wanted, keys.names.isEmpty, !wanted.isEmpty {
      throw DelimitedError(path: path, problem: .absentColumns(wanted.sorted()))
    }
    return keys
  }

  /// What is wrong with the first line of a file that has no key at all.
  private static func emptiness(_ feed: JSONLineFeed, _ path: String) throws(DelimitedError) -> DelimitedError {
    try feed.rewind()
    var found = DelimitedError(path: path, problem: .empty)
    _ = try feed.next { line, count, number in
      guard (0..<count).contains(where: { line[$0] > Byte.space }) else { return nil }
      var scanner = JSONLineScanner(line)
      let isRead = scanner.scan(JSONKeys(), unknown: { _, _ in JSONKeys.none }, receive: { _, _ in })
      found = DelimitedError(
        path: path, line: number,
        problem: .malformedJSON(column: scanner.column, reason: isRead ? "an object without a key" : scanner.reason))
      return found
    }
    return found
  }

  private static func goesOn(_ extent: Extent, _ keys: JSONKeys, _ wanted: Set<String>?) -> Bool {
    switch extent {
    case .whole: return true
    case .beginning:
      guard let wanted else { return keys.nodes.count == 1 }
      let known = Set(keys.nodes.indices.dropFirst().map { keys.name(of: Int32($0)) })
      return !wanted.isSubset(of: known)
    }
  }

  private static func survey(
    _ feed: JSONLineFeed, _ keys: JSONKeys, path: String, options: ReadOptions
  ) throws(DelimitedError) -> Bool {
    if let progress = options.progress,
      !progress(ReadProgress(bytesRead: 0, bytesTotal: feed.source.size, rows: 0))
    {
      throw DelimitedError(path: path, problem: .cancelled)
    }
    return try feed.next { line, _, number in
      var scanner = JSONLineScanner(line)
      _ = scanner.scan(
        keys,
        unknown: { key, parent in
          // A hostile file must not grow the tree without end; two levels of slack for objects that hold the columns.
          parent < 0 || keys.nodes.count > 3 * options.columnLimit ? JSONKeys.none : keys.add(key, under: parent)
        },
        receive: { node, value in
          if case .null = value { keys.note(node, isNull: true) } else { keys.note(node, isNull: false) }
        })
      guard keys.nodes.count <= 2 * options.columnLimit else {
        return DelimitedError(
          path: path, line: number, problem: .tooManyColumns(found: keys.nodes.count - 1, limit: options.columnLimit))
      }
      return nil
    }
  }
}
