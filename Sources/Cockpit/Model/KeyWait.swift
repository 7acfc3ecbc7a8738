import CellCanvas
import Lifecycle

/// Keys that wait for more to follow: a sequence that has begun, a number before a movement.
struct KeyWait: Sendable, Equatable {
  /// Where the keys were pressed: elsewhere they mean nothing.
  var context: KeyContext
  var presses: [KeyPress] = []
  /// Digits typed so far; nil where no number has begun.
  var digits: String?

  /// A number of more digits says no more than this one.
  static let digitsMax = 7

  /// The number that was typed; nil without a digit.
  var count: Int? { digits.flatMap { Int($0) } }
}

extension CockpitModel {
  /// The keys that wait, where they were pressed.
  var waitingKeys: KeyWait? { keyWait?.context == context ? keyWait : nil }

  /// Takes a key: as a digit of a number, as the next of a sequence, or for what it does by itself.
  mutating func press(_ key: KeyPress) -> [Effect] {
    var wait = waitingKeys ?? KeyWait(context: context)
    let isFresh = waitingKeys == nil
    keyWait = nil
    if isFresh {
      if context == .labelling, let effects = chooseLabel(key) { return effects }
      if context == .reviewing, let effects = chooseAnswer(key) { return effects }
    }
    if count(key, &wait) { return [] }
    // A number that has begun is left without doing what Esc does otherwise.
    if !isFresh, wait.presses.isEmpty, key.isLeaving { return [] }
    wait.presses.append(key)
    switch keymap.meaning(of: wait.presses, in: context) {
    case .action(.tool(.count)):
      keyWait = KeyWait(context: context, digits: "")
      return []
    case .action(let action): return perform(action, key: key, count: wait.count)
    case .prefix:
      keyWait = wait
      return []
    case nil: return takeMeaningless(wait, isFresh: isFresh)
    }
  }

  /// Goes on with a number, or begins one.
  ///
  /// - Returns: whether the key belonged to it.
  private mutating func count(_ key: KeyPress, _ wait: inout KeyWait) -> Bool {
    guard wait.presses.isEmpty else { return false }
    if var digits = wait.digits {
      if let digit = key.digit {
        if digits.count < KeyWait.digitsMax { digits.append(digit) }
      } else if key == KeyPress(.backspace), !digits.isEmpty {
        digits.removeLast()
      } else {
        return false
      }
      wait.digits = digits
      keyWait = wait
      return true
    }
    guard keymap.style.countsWithDigits, !context.isTyped, let digit = key.digit, digit != "0",
      KeyContext.screens.contains(context) || context == .reader, keymap.meaning(of: [key], in: context) == nil
    else { return false }
    keyWait = KeyWait(context: context, digits: String(digit))
    return true
  }

  /// What no key of the context means: a character to be typed, the end of what waited, or a key of another screen.
  private mutating func takeMeaningless(_ wait: KeyWait, isFresh: Bool) -> [Effect] {
    guard let key = wait.presses.last else { return [] }
    if !isFresh {
      return key.isLeaving ? [] : toast(.note, "\(KeySequence(wait.presses).label) does nothing here")
    }
    if KeyContext.screens.contains(context) { return sayWhereItWorks(key) }
    guard case .character(let character) = key.key, key.modifiers.isEmpty else { return [] }
    insert(String(character))
    return []
  }

  private mutating func sayWhereItWorks(_ key: KeyPress) -> [Effect] {
    let found = keymap.bindings.filter { binding in
      binding.keys.contains { $0.presses == [key] } && !binding.contexts.isDisjoint(with: KeyContext.onScreens)
    }
    let reasons = found.prefix(2).compactMap { binding in
      elsewhereReason(binding).map { "\(binding.title): \($0)" }
    }
    return reasons.isEmpty ? [] : toast(.note, reasons.joined(separator: " · "))
  }

  /// Where an action works that does not work here, in words that follow its title; nil when it works here.
  func elsewhereReason(_ binding: Binding) -> String? {
    guard !binding.contexts.contains(screenContext), !binding.contexts.contains(context) else { return nil }
    if binding.contexts.contains(.labelling) { return "it works on a label of \(Screen.sheet(.labels).title)" }
    if binding.contexts.contains(.reviewing) { return "it works on a request of \(Screen.sheet(.review).title)" }
    let screens = (Screen.all + Sheet.allCases.map { .sheet($0) }).filter { binding.contexts.contains(KeyContext($0)) }
    // Of many views their stages are enough to know where to look.
    let stages = Stage.allCases.filter { stage in screens.contains { $0.stage == stage } }
    if screens.count > 3 { return "it works in views of \(stages.map(\.title).joined(separator: ", "))" }
    return screens.isEmpty ? nil : "it works in \(screens.map(\.title).joined(separator: ", "))"
  }
}

extension KeyPress {
  /// Whether it ends what has begun, whatever its keys are otherwise.
  fileprivate var isLeaving: Bool { self == KeyPress(.escape) || self == KeyPress(.character("c"), .control) }

  /// The digit that it types.
  fileprivate var digit: Character? {
    guard case .character(let character) = key, modifiers.isEmpty, ("0"..."9").contains(character) else { return nil }
    return character
  }
}
