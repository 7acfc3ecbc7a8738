import Encoding

/// Builds the node tree of a YAML document out of its events, within bounds that no honest project file meets.
struct YAMLReader {
  static let byteCountMax = 1 << 20
  static let depthMax = 32
  /// Counted as if every alias were written out, so that a few lines cannot stand for billions.
  static let nodeCountMax = 20_000

  /// What was wrong without making the document unreadable.
  private(set) var problems: [YAMLProblem] = []
  private let events: YAMLEvents
  private var anchors: [String: (node: YAMLNode, size: Int)] = [:]
  private var nodeCount = 0

  /// - Throws: what makes the bytes no text that YAML allows.
  init(_ bytes: [UInt8]) throws(YAMLProblem) {
    guard bytes.count <= YAMLReader.byteCountMax else {
      throw YAMLProblem(
        place: Place(line: 1, column: 1), message: "the file has \(bytes.count) bytes; at most 1 MiB is read",
        mend: "keep data out of it")
    }
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    try YAMLReader.validate(bytes)
    events = try YAMLEvents(bytes)
  }

  /// The document's root; nil when the document is empty.
  mutating func document() throws(YAMLProblem) -> YAMLNode? {
    var root: YAMLNode?
    while true {
      let placed = try events.next()
      switch placed.event {
      case .start, .documentEnd: continue
      case .streamEnd: return root
      case .alias, .scalar, .sequenceStart, .mappingStart, .collectionEnd:
        guard root == nil else {
          throw YAMLProblem(
            place: placed.place, message: "a second document begins", mend: "leave out the `---` between them")
        }
        root = try node(placed, depth: 0).node
      }
    }
  }

  private mutating func node(
    _ placed: YAMLEvents.Placed, depth: Int
  ) throws(YAMLProblem) -> (node: YAMLNode, size: Int) {
    guard depth < YAMLReader.depthMax else {
      throw YAMLProblem(
        place: placed.place, message: "nested too deep", mend: "use at most \(YAMLReader.depthMax) levels")
    }
    if let tag = placed.tag, tag != "!" {
      problems.append(
        YAMLProblem(place: placed.place, message: "the tag `\(tag)` means nothing here", mend: "leave it out"))
    }
    let before = nodeCount
    try count(1, at: placed.place)
    let content: YAMLNode.Content
    var place = placed.place
    switch placed.event {
    case .alias(let name): return try aliased(name, at: placed.place)
    case .scalar(let scalar, let isVerbatim):
      content = .scalar(scalar)
      if isVerbatim { place.textColumn = place.column + (scalar.isPlain ? 0 : 1) }
    case .sequenceStart: content = .sequence(try elements(depth: depth))
    case .mappingStart: content = .mapping(try entries(depth: depth))
    case .start, .documentEnd, .streamEnd, .collectionEnd: preconditionFailure("no node begins with \(placed.event)")
    }
    let node = YAMLNode(content: content, place: place)
    let size = nodeCount - before
    if let anchor = placed.anchor { anchors[anchor] = (node, size) }
    return (node, size)
  }

  private mutating func aliased(_ name: String, at place: Place) throws(YAMLProblem) -> (node: YAMLNode, size: Int) {
    guard let anchored = anchors[name] else {
      throw YAMLProblem(
        place: place, message: "`*\(name)` stands for nothing: no `&\(name)` is complete before it",
        mend: "write the value out")
    }
    try count(anchored.size - 1, at: place)
    return (YAMLNode(content: anchored.node.content, place: place), anchored.size)
  }

  private mutating func count(_ nodes: Int, at place: Place) throws(YAMLProblem) {
    nodeCount += nodes
    guard nodeCount <= YAMLReader.nodeCountMax else {
      throw YAMLProblem(
        place: place, message: "the file holds more than \(YAMLReader.nodeCountMax) values, aliases written out",
        mend: "keep data out of it")
    }
  }

  private mutating func elements(depth: Int) throws(YAMLProblem) -> [YAMLNode] {
    var elements: [YAMLNode] = []
    while true {
      let placed = try events.next()
      if case .collectionEnd = placed.event { return elements }
      elements.append(try node(placed, depth: depth + 1).node)
    }
  }

  private mutating func entries(depth: Int) throws(YAMLProblem) -> [YAMLNode.Entry] {
    var entries: [YAMLNode.Entry] = []
    var firstLines: [String: Int] = [:]
    while true {
      let placed = try events.next()
      if case .collectionEnd = placed.event { return entries }
      let key = try node(placed, depth: depth + 1).node
      let value = try node(try events.next(), depth: depth + 1).node
      guard let name = key.scalar?.text else {
        problems.append(
          YAMLProblem(place: key.place, message: "\(key.kindPhrase) cannot be a key", mend: "write a word"))
        continue
      }
      if let first = firstLines[name] {
        problems.append(
          YAMLProblem(
            place: key.place, message: "`\(name)` is written twice, first on line \(first)", mend: "keep one of them"))
        continue
      }
      firstLines[name] = key.place.line
      entries.append(YAMLNode.Entry(key: key, value: value))
    }
  }
}

// MARK: - Bytes

extension YAMLReader {
  /// Finds the first byte that is not UTF-8 and the first character that YAML forbids.
  private static func validate(_ bytes: [UInt8]) throws(YAMLProblem) {
    var place = Place(line: 1, column: 1)
    var iterator = bytes.makeIterator()
    var decoder = UTF8()
    while true {
      switch decoder.decode(&iterator) {
      case .emptyInput: return
      case .error:
        throw YAMLProblem(place: place, message: "a byte here is not UTF-8", mend: "save the file as UTF-8")
      case .scalarValue(let scalar):
        guard isAllowed(scalar) else {
          let code = NumberText.hexadecimal(scalar.value, digits: 4, uppercase: true)
          throw YAMLProblem(
            place: place, message: "the control character U+\(code) stands here", mend: "delete it")
        }
        place =
          scalar == "\n" ? Place(line: place.line + 1, column: 1) : Place(line: place.line, column: place.column + 1)
      }
    }
  }

  /// Source: YAML 1.2, production [1] c-printable.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
