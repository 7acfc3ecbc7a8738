import Encoding
import Glibc

/// LightGBM's text form cut into its parts: the header, one block a tree, and what follows.
///
/// Lines are `key=value`, or a key alone. Source of the format: LightGBM 4, `src/boosting/gbdt_model_text.cpp`.
struct LightGBMText {
  typealias Fields = [Substring: Substring]

  /// Trees that one file may have.
  static let treeCountMax = 1 << 20

  private(set) var header: Fields = [:]
  private(set) var trees: [Fields] = []
  /// The levels of the training frame's categorical columns, in the order of those.
  private(set) var pandasCategories: [[JSON]]?

  init(_ text: String) throws(InterchangeError) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: true)[...]
    guard lines.first?.trimmed == "tree" else {
      throw .unsupported(
        what: "it does not begin as LightGBM's text models do (`tree`)",
        mend: "save it with Booster.save_model(\"model.txt\")")
    }
    lines = lines.dropFirst()
    var current: Fields = [:]
    var isInTree = false
    var isClosed = false
    for line in lines {
      let line = line.trimmed
      if line == "end of trees" {
        isClosed = true
        continue
      }
      if isClosed {
        guard line.hasPrefix("pandas_categorical:") else { continue }
        pandasCategories = try Self.categories(line.dropFirst("pandas_categorical:".count))
        continue
      }
      if line.hasPrefix("Tree=") {
        if isInTree { trees.append(current) } else { header = current }
        guard trees.count < Self.treeCountMax else { throw .tooLarge(what: "over \(Self.treeCountMax) trees") }
        (current, isInTree) = ([:], true)
        continue
      }
      let mark = line.firstIndex(of: "=") ?? line.endIndex
      current[line[..<mark]] = mark < line.endIndex ? line[line.index(after: mark)...] : ""
    }
    guard isClosed else { throw .damaged(what: "it ends before its `end of trees`") }
    if isInTree { trees.append(current) } else { header = current }
  }

  private static func categories(_ text: Substring) throws(InterchangeError) -> [[JSON]]? {
    let document: JSON
    do { document = try JSON(parsing: String(text)) } catch {
      throw .damaged(what: "its `pandas_categorical` is not JSON")
    }
    if document.isNull { return nil }
    let lists = (document.array ?? []).compactMap(\.array)
    guard lists.count == document.array?.count else { throw .damaged(what: "its `pandas_categorical`") }
    return lists
  }

  // MARK: - Values

  static func whole(_ fields: Fields, _ name: String, _ place: String) throws(InterchangeError) -> Int {
    guard let text = fields[name[...]], let value = Int(text) else {
      throw .damaged(what: "\(place) has no whole number `\(name)`")
    }
    return value
  }

  /// Numbers with spaces between; none where the field is missing and none are expected.
  static func numbers<Number>(
    _ fields: Fields, _ name: String, count: Int, _ place: String, _ parse: (Substring) -> Number?
  ) throws(InterchangeError) -> [Number] {
    var numbers: [Number] = []
    for word in (fields[name[...]] ?? "").split(separator: " ") {
      guard numbers.count < count, let number = parse(word) else {
        throw .damaged(what: "\(place): `\(name)` is not \(count) numbers")
      }
      numbers.append(number)
    }
    guard numbers.count == count else {
      throw .damaged(what: "\(place): `\(name)` has \(numbers.count) numbers, not \(count)")
    }
    return numbers
  }
}

extension Substring {
  /// Without what a text file of Windows leaves at a line's end.
  fileprivate var trimmed: Substring {
    var text = self
    while let last = text.last, last == "\r" || last == " " { text.removeLast() }
    return text
  }
}
