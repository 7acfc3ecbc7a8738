import CellCanvas
import Expressions

/// One setting of a person's file of keys: an action's id and the keys it gets, or the style.
public struct KeySetting: Sendable, Equatable {
  public var name: String
  /// As written, in order; nil where nothing stands after the name.
  public var values: [String]?
  /// From 1.
  public var line: Int

  public init(name: String, values: [String]?, line: Int) {
    self.name = name
    self.values = values
    self.line = line
  }
}

/// What is wrong in a person's file of keys, where, and how to mend it.
public struct KeyFinding: Sendable, Equatable, CustomStringConvertible {
  public var file: String
  /// From 1.
  public var line: Int
  public var message: String
  public var mend: String

  public init(file: String, line: Int, message: String, mend: String) {
    self.file = file
    self.line = line
    self.message = message
    self.mend = mend
  }

  /// One line, in the form that editors can jump to.
  public var description: String { "\(file):\(line): \(message); \(mend)" }
}

extension Keymap {
  /// The built-in keys as a person's file changes them. A line that is wrong does not count, all others do.
  ///
  /// - Parameter file: the file's path, for findings and origins.
  /// - Returns: a keymap in which everything can be left, and what is wrong in the file, in its order.
  public static func reading(_ settings: [KeySetting], file: String) -> (keymap: Keymap, findings: [KeyFinding]) {
    var rebinding = Rebinding(file: file)
    let style = rebinding.style(settings)
    rebinding.bindings = Keymap.standard(style).bindings
    for setting in settings where !Rebinding.styleNames.contains(setting.name) { rebinding.take(setting) }
    rebinding.settleConflicts()
    let bindings = rebinding.keepWaysOut(style)
    let findings = rebinding.findings.enumerated().sorted {
      ($0.element.line, $0.offset) < ($1.element.line, $1.offset)
    }
    return (Keymap(bindings: bindings, style: style), findings.map(\.element))
  }

  /// The number that keys stand for in a row whose keys are numbered, from 1: the third key answers 3.
  func place(of press: KeyPress?, in action: Action) -> Int? {
    guard let press, let keys = binding(of: action)?.keys else { return nil }
    return keys.firstIndex { $0.presses.last == press }.map { $0 + 1 }
  }
}

/// The work of reading a file of keys.
private struct Rebinding {
  let file: String
  var bindings: [Binding] = []
  var findings: [KeyFinding] = []

  static let styleNames = ["style", "preset"]

  init(file: String) { self.file = file }

  mutating func report(_ line: Int, _ message: String, _ mend: String) {
    findings.append(KeyFinding(file: file, line: line, message: message, mend: mend))
  }

  // MARK: Lines

  mutating func style(_ settings: [KeySetting]) -> KeyStyle {
    let lines = settings.filter { Self.styleNames.contains($0.name) }
    for other in lines.dropFirst() {
      report(other.line, "the style was given on line \(lines[0].line) already", "keep one of the lines")
    }
    guard let setting = lines.first else { return .both }
    let known = KeyStyle.allCases.map(\.rawValue)
    guard let value = setting.values?.first, setting.values?.count == 1, let style = KeyStyle(rawValue: value) else {
      let given = setting.values?.joined(separator: " ") ?? ""
      report(setting.line, "there is no style `\(given)`", "write one of \(known.joined(separator: ", "))")
      return .both
    }
    return style
  }

  mutating func take(_ setting: KeySetting) {
    guard let index = bindings.firstIndex(where: { $0.action.id == setting.name }) else {
      let ids = bindings.map(\.action.id)
      let near = Spelling.nearest(to: setting.name, among: ids).map { "did you mean `\($0)`?" }
      report(
        setting.line, "there is no action `\(setting.name)`", near ?? "`sextant keys` lists the actions")
      return
    }
    guard let values = setting.values else {
      return report(
        setting.line, "no key is named for `\(setting.name)`",
        "write `none` for no key; put a key such as \"~\" in quotes")
    }
    var keys: [KeySequence] = []
    for value in values where !Self.isNone(value, among: values) {
      guard let sequence = sequence(value, for: bindings[index], setting.line) else { continue }
      if !keys.contains(sequence) { keys.append(sequence) }
    }
    // Where every key is wrong, what was there before stays.
    guard !keys.isEmpty || values.allSatisfy({ Self.isNone($0, among: values) }) else { return }
    bindings[index].keys = keys
    bindings[index].origin = .line(file: file, line: setting.line)
  }

  private static func isNone(_ value: String, among values: [String]) -> Bool { value == "none" && values.count == 1 }

  private mutating func sequence(_ text: String, for binding: Binding, _ line: Int) -> KeySequence? {
    do {
      let sequence = try KeySequence(reading: text)
      guard !sequence.isTyped || !binding.contexts.allSatisfy(\.isTyped) else {
        report(
          line, "`\(text)` cannot be `\(binding.action.id)`: where that works, it is a character that is typed",
          "choose a key with ctrl or alt, or one with a name")
        return nil
      }
      return sequence
    } catch {
      report(line, error.message, error.mend)
      return nil
    }
  }

  // MARK: Conflicts

  /// Of two lines of the file the first one counts; a line counts more than what is built in.
  mutating func settleConflicts() {
    let written = bindings.indices.filter { line(of: bindings[$0]) != nil }
      .sorted { (line(of: bindings[$0]) ?? 0) < (line(of: bindings[$1]) ?? 0) }
    for (place, index) in written.enumerated() {
      for sequence in bindings[index].keys {
        let earlier = written[..<place].first { meets(bindings[$0], sequence, bindings[index]) != nil }
        if let earlier, let other = meets(bindings[earlier], sequence, bindings[index]) {
          tellOfTwoLines(sequence, other, index, earlier)
          bindings[index].keys.removeAll { $0 == sequence }
        } else {
          tellOfBuiltIn(sequence, index)
        }
      }
    }
  }

  private func line(of binding: Binding) -> Int? {
    guard case .line(_, let line) = binding.origin else { return nil }
    return line
  }

  /// The keys of a row that stand in the way of a sequence of another where both work.
  private func meets(_ binding: Binding, _ sequence: KeySequence, _ other: Binding) -> KeySequence? {
    let shared = binding.contexts.intersection(other.contexts)
    return binding.keys.first { keys in
      keys.stands(inTheWayOf: sequence)
        && shared.contains { !($0.isTyped && (keys.isTyped || sequence.isTyped)) }
    }
  }

  private mutating func tellOfTwoLines(_ sequence: KeySequence, _ other: KeySequence, _ index: Int, _ earlier: Int) {
    let taken = other == sequence ? "`\(sequence)` is" : "`\(sequence)` cannot be pressed beside `\(other)`, which is"
    report(
      line(of: bindings[index]) ?? 1,
      "\(taken) `\(bindings[earlier].action.id)` already, on line \(line(of: bindings[earlier]) ?? 1), so that it is not "
        + "`\(bindings[index].action.id)`",
      "choose another key for one of them")
  }

  private mutating func tellOfBuiltIn(_ sequence: KeySequence, _ index: Int) {
    for other in bindings where other.origin == .builtIn {
      guard let keys = meets(other, sequence, bindings[index]) else { continue }
      let rest = other.keys.filter { $0 != keys }
      let left = rest.isEmpty ? "has no key left there" : "keeps \(rest.map { "`\($0)`" }.joined(separator: ", "))"
      report(
        line(of: bindings[index]) ?? 1,
        keys == sequence
          ? "`\(sequence)` was `\(other.action.id)`, which \(left)"
          : "`\(sequence)` takes the place of `\(keys)`, which was `\(other.action.id)`, which \(left)",
        rest.isEmpty
          ? "give `\(other.action.id)` another key, or write `\(other.action.id): none`"
          : "write `\(other.action.id): \(Self.list(rest))`, or choose another key")
    }
  }

  private static func list(_ keys: [KeySequence]) -> String {
    "[" + keys.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
  }

  // MARK: Ways out

  /// What must work wherever it is offered, or else nobody could leave.
  private static let waysOut: [(action: Action, keys: [String])] = [
    (.tool(.quit), ["q", "ctrl-c"]), (.answer(.decline), ["esc", "ctrl-c"]), (.answer(.close), ["esc", "ctrl-c"]),
    (.type(.leave), ["esc", "ctrl-c"]),
  ]

  /// The rows, in which each way out has a key wherever it is needed. The last of its own keys comes back whatever has
  /// taken it, the others where they are free.
  mutating func keepWaysOut(_ style: KeyStyle) -> [Binding] {
    for way in Self.waysOut {
      let keymap = Keymap(bindings: bindings, style: style)
      guard let index = bindings.firstIndex(where: { $0.action == way.action }),
        bindings[index].contexts.contains(where: { keymap.keys(of: bindings[index], in: $0).isEmpty })
      else { continue }
      let own = way.keys.compactMap { try? KeySequence(reading: $0) }
      let culprits = bindings.filter { $0.action != way.action && line(of: $0) != nil }
      let free = own.dropLast().filter { keys in !culprits.contains { meets($0, keys, bindings[index]) != nil } }
      let kept = free + own.suffix(1)
      for other in bindings.indices where other != index {
        for keys in kept {
          if let taken = meets(bindings[other], keys, bindings[index]) {
            bindings[other].keys.removeAll { $0 == taken }
          }
        }
      }
      let at = line(of: bindings[index]) ?? culprits.compactMap { line(of: $0) }.min() ?? 1
      bindings[index].keys = kept + bindings[index].keys.filter { !kept.contains($0) }
      report(
        at,
        "nothing would be left for `\(way.action.id)`, so that it keeps "
          + kept.map { "`\($0)`" }.joined(separator: " and "),
        "give `\(way.action.id)` a key")
    }
    return bindings
  }
}
