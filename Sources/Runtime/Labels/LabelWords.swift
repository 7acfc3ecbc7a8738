import DataQuality
import Lifecycle
import Tabular

/// What a row can be labelled with.
struct LabelWords {
  private enum Answers {
    case classes([String])
    case numbers
  }

  private let target: String
  private let answers: Answers

  /// - Complexity: O(rows).
  init(_ data: ProjectData, target: String) throws {
    guard let values = data.table[target]?.values else {
      throw Refusal(kind: .no, message: "the data have no column `\(target)`", mend: "set data.target")
    }
    self.target = target
    switch values {
    case .numeric(let numbers):
      guard data.task != .regression else {
        answers = .numbers
        return
      }
      var first: [Double: Int] = [:]
      for (row, number) in numbers.enumerated() where !number.isNaN && first[number] == nil { first[number] = row }
      answers = .classes(first.sorted { $0.key < $1.key }.compactMap { values.text(at: $0.value) })
    case .boolean: answers = .classes(["false", "true"])
    case .categorical(let categories):
      var isUsed = [Bool](repeating: false, count: categories.levels.count)
      for code in categories.codes where Int(code) < isUsed.count { isUsed[Int(code)] = true }
      let names = zip(categories.levels, isUsed).filter(\.1).map(\.0)
      answers = .classes(data.classes.isEmpty ? names : data.classes)
    case .timestamp, .text:
      throw Refusal(
        kind: .no, message: "`\(target)` is \(values.kind.rawValue), which has no labels to review",
        mend: "set data.kinds.\(target) to categorical or numeric")
    }
  }

  /// The cell's text for a typed label.
  ///
  /// - Throws: `Refusal` for a class that is not known, with the nearest one.
  func text(of typed: String) throws -> String {
    switch answers {
    case .numbers:
      guard let number = Double(typed), number.isFinite else {
        throw Refusal(kind: .wrongUse, message: "`\(typed)` is no number", mend: "`\(target)` holds numbers")
      }
      return typed
    case .classes(let names):
      if names.contains(typed) { return typed }
      if let number = Double(typed), let same = names.first(where: { Double($0) == number }) { return same }
      let near = NearestName.of(typed, in: names).map { "did you mean `\($0)`?" }
      throw Refusal(
        kind: .wrongUse, message: "`\(typed)` is no class of `\(target)`",
        mend: near ?? "use one of: \(names.prefix(12).joined(separator: ", "))")
    }
  }
}
