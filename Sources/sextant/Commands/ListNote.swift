import Encoding
import Expressions
import Lifecycle

/// What is said beside a list that a filter left empty.
enum ListNote {
  /// Words that no row has may have been meant for a name.
  static func tell(_ filter: ListFilter, of thing: String, found: Int, _ vocabulary: Vocabulary) {
    guard found == 0, let words = filter.words else { return }
    let shown = words.joined(separator: " ")
    let near =
      words.compactMap { vocabulary.nearest(to: $0) }.first.map { "did you mean a condition over `\($0)`? " } ?? ""
    let names = vocabulary.names
    let known = names.prefix(nameCountMax).joined(separator: ", ") + (names.count > nameCountMax ? ", …" : "")
    Output.error("no \(thing) has the words `\(shown)`; \(near)a condition may name \(known)")
  }

  /// Names that are listed.
  private static let nameCountMax = 40
}

extension DocumentRecords {
  /// The documents that a filter lets through, with a word to people where words were not found.
  func matching(_ text: String, calling thing: String) throws(ExpressionError) -> [JSON] {
    let (found, filter) = try matching(text)
    ListNote.tell(filter, of: thing, found: found.count, vocabulary)
    return found
  }

  /// The answer of a registry with the versions that a filter lets through.
  static func registry(_ document: JSON, filter: String) throws(ExpressionError) -> JSON {
    let versions = document["versions"]?.array ?? []
    let aliases = document["aliases"]?.members ?? []
    let named = versions.map { version -> JSON in
      var version = version
      let alias = aliases.first { $0.value.int != nil && $0.value.int == version["version"]?.int }?.name
      version.set("alias", JSON(alias))
      return version
    }
    let left = try DocumentRecords(named, example: ListFields.version).matching(filter, calling: "version")
    let numbers = Set(left.compactMap { $0["version"]?.int })
    var document = document
    document.set("versions", .array(versions.filter { $0["version"]?.int.map(numbers.contains) ?? false }))
    return document
  }
}
