import Tabular

/// The names an expression may mention, with their kinds.
public struct Vocabulary: Sendable {
  /// In the order added.
  public private(set) var names: [String] = []
  private var kinds: [String: ColumnKind] = [:]
  /// True when names that are not listed may exist too, as before the data has been read.
  public var isOpen: Bool
  /// Any name `prefix.…` with one of these is a number: `psi.COLUMN`.
  public var openPrefixes: [String] = []

  public init(isOpen: Bool = false) { self.isOpen = isOpen }

  /// All columns of a source.
  public init(_ schema: Schema) {
    self.init()
    for column in schema.columns { add(column.name, column.kind) }
  }

  /// Names that stand for numbers.
  public init(numbers: some Sequence<String>) {
    self.init()
    for name in numbers { add(name, .numeric) }
  }

  /// Adds a name, or gives it another kind.
  public mutating func add(_ name: String, _ kind: ColumnKind) {
    if kinds.updateValue(kind, forKey: name) == nil { names.append(name) }
  }

  public subscript(name: String) -> ColumnKind? {
    if let kind = kinds[name] { return kind }
    return openPrefixes.contains { name.hasPrefix($0 + ".") } ? .numeric : nil
  }

  /// The known name that an unknown one was probably meant to be.
  public func nearest(to name: String) -> String? {
    if let known = Spelling.nearest(to: name, among: names) { return known }
    guard let dot = name.firstIndex(of: "."),
      let prefix = Spelling.nearest(to: String(name[..<dot]), among: openPrefixes)
    else { return nil }
    return prefix + name[dot...]
  }

  /// How to mend an unknown name, as a phrase.
  ///
  /// - Parameter plural: what the names are, for when none is near.
  public func mend(for name: String, calling plural: String = "names") -> String {
    if let known = nearest(to: name) { return "did you mean `\(known)`?" }
    guard !names.isEmpty else { return "no \(plural) are known here" }
    let shown = names.prefix(12).joined(separator: ", ")
    return "known \(plural): \(shown)\(names.count > 12 ? ", … (\(names.count) in all)" : "")"
  }
}
