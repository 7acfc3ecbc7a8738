import Encoding
import Tabular

/// Documents of a list as things that a filter asks about, by the names of their fields.
///
/// Fields of an object are named `outer.inner`; those of `metrics`, `parameters`, `features`, `values` and, within
/// metrics, `test` go by their own names too.
public struct DocumentRecords: Sendable {
  public let documents: [JSON]
  /// Every name that one of them has, with its kind.
  public private(set) var vocabulary = Vocabulary()
  private let fields: [[String: RecordValue]]

  /// Names that are told apart; what a hostile document has beyond them cannot be asked for.
  private static let nameCountMax = 5000
  private static let depthMax = 4
  private static let transparent: Set<String> = ["metrics", "parameters", "features", "values", "test"]

  /// - Parameter example: a document with what every thing of the kind may have, so that an empty list knows its names
  ///   too.
  public init(_ documents: [JSON], example: JSON = [:]) {
    self.documents = documents
    fields = documents.map { document in
      var fields: [String: RecordValue] = [:]
      Self.collect(document, outer: [], into: &fields)
      return fields
    }
    var seen: [String: ColumnKind] = [:]
    for fields in fields {
      for (name, value) in fields where seen.count < Self.nameCountMax || seen[name] != nil {
        guard let kind = value.kind else { continue }
        // What is a text somewhere can be compared as a text alone.
        seen[name] = seen[name].map { $0 == kind ? kind : .categorical } ?? kind
      }
    }
    var known: [String: RecordValue] = [:]
    Self.collect(example, outer: [], into: &known)
    for name in example.members?.map(\.name) ?? [] {
      vocabulary.add(name, seen.removeValue(forKey: name) ?? known[name]?.kind ?? .numeric)
    }
    for (name, kind) in seen.sorted(by: { $0.key < $1.key }) { vocabulary.add(name, kind) }
  }

  private static func collect(_ document: JSON, outer: [String], into fields: inout [String: RecordValue]) {
    guard outer.count < depthMax, let members = document.members else { return }
    for member in members {
      let path = outer + [member.name]
      if member.value.members != nil {
        collect(member.value, outer: path, into: &fields)
        continue
      }
      guard let value = RecordValue(member.value) else { continue }
      for name in names(path) where fields[name] == nil || name == path.joined(separator: ".") { fields[name] = value }
    }
  }

  /// A field's full name and the shorter ones.
  private static func names(_ path: [String]) -> [String] {
    var names = [path.joined(separator: ".")]
    var rest = path[...]
    while rest.count > 1, let first = rest.first, transparent.contains(first) {
      rest = rest.dropFirst()
      names.append(rest.joined(separator: "."))
    }
    return names
  }

  /// The documents that a filter lets through, and the filter.
  ///
  /// - Throws: what is wrong with the filter; a name that no document has is an error, not an empty list.
  public func matching(_ text: String) throws(ExpressionError) -> (documents: [JSON], filter: ListFilter) {
    let filter = try ListFilter(parsing: text, vocabulary: vocabulary)
    return (try indices(filter) { self.words(of: $0) }.map { documents[$0] }, filter)
  }

  /// The places of the documents that a filter lets through.
  ///
  /// - Parameter words: the text of the document at a place, in which words are looked for.
  public func indices(_ filter: ListFilter, words: (Int) -> String) throws(ExpressionError) -> [Int] {
    try filter.matches(
      among: Array(documents.indices), vocabulary: vocabulary, value: { fields[$0][$1] ?? .missing }, words: words)
  }

  /// All that a document says, as one text.
  public func words(of index: Int) -> String {
    fields[index].values.map { value in
      switch value {
      case .text(let text): text
      case .number(let number): number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
      case .boolean(let truth): "\(truth)"
      case .time(let time): "\(time)"
      case .missing: ""
      }
    }.joined(separator: " ")
  }
}

extension RecordValue {
  /// Nil for null, lists and objects.
  init?(_ json: JSON) {
    if let truth = json.bool {
      self = .boolean(truth)
    } else if let number = json.double {
      self = .number(number)
    } else if let text = json.string {
      let isTime = text.utf8.count >= 19 && text.utf8.dropFirst(10).first == UInt8(ascii: "T")
      self = isTime ? Timestamp(parsing: text).map { .time($0) } ?? .text(text) : .text(text)
    } else {
      return nil
    }
  }

  fileprivate var kind: ColumnKind? {
    switch self {
    case .number: .numeric
    case .text: .categorical
    case .boolean: .boolean
    case .time: .timestamp
    case .missing: nil
    }
  }
}
