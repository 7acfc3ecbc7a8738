import CellCanvas

/// The one table of keys. Dispatch, footer, help, palette and documentation all read it.
public struct Keymap: Sendable, Equatable {
  public let bindings: [Binding]
  public let style: KeyStyle
  /// What a context's keys do, and which of them others follow.
  private let tables: [KeyContext: [[KeyPress]: Meaning]]

  /// What keys pressed one after the other mean in a context.
  public enum Meaning: Sendable, Hashable {
    case action(Action)
    /// More keys are to follow.
    case prefix
  }

  public init(bindings: [Binding], style: KeyStyle = .both) {
    self.bindings = bindings
    self.style = style
    tables = Keymap.tables(bindings)
  }

  /// What was given by a person comes first, then the order of the table.
  private static func tables(_ bindings: [Binding]) -> [KeyContext: [[KeyPress]: Meaning]] {
    let ordered = bindings.filter { $0.origin != .builtIn } + bindings.filter { $0.origin == .builtIn }
    var tables: [KeyContext: [[KeyPress]: Meaning]] = [:]
    for context in KeyContext.allCases {
      var table: [[KeyPress]: Meaning] = [:]
      for binding in ordered where binding.contexts.contains(context) {
        for sequence in binding.keys where !(context.isTyped && sequence.isTyped) {
          add(sequence.presses, binding.action, to: &table)
        }
      }
      tables[context] = table
    }
    return tables
  }

  /// Leaves out a sequence where an earlier one stands in its way.
  private static func add(_ presses: [KeyPress], _ action: Action, to table: inout [[KeyPress]: Meaning]) {
    guard table[presses] == nil else { return }
    let openings = (1..<max(1, presses.count)).map { Array(presses.prefix($0)) }
    for opening in openings {
      if case .action = table[opening] { return }
    }
    table[presses] = .action(action)
    for opening in openings { table[opening] = .prefix }
  }

  /// What keys do in a context; nil when they do nothing there.
  public func meaning(of presses: [KeyPress], in context: KeyContext) -> Meaning? { tables[context]?[presses] }

  /// What a single key does in a context; nil when it does nothing there or others must follow.
  public func action(for key: KeyPress, in context: KeyContext) -> Action? {
    guard case .action(let action) = meaning(of: [key], in: context) else { return nil }
    return action
  }

  /// What may follow keys that have been pressed, in the order of the table, each with how it goes on.
  public func continuations(of presses: [KeyPress], in context: KeyContext) -> [(rest: KeySequence, binding: Binding)] {
    bindings.filter { $0.contexts.contains(context) }.flatMap { binding in
      binding.keys.compactMap { sequence -> (rest: KeySequence, binding: Binding)? in
        guard sequence.presses.count > presses.count, sequence.presses.starts(with: presses),
          meaning(of: sequence.presses, in: context) == .action(binding.action)
        else { return nil }
        return (KeySequence(Array(sequence.presses.dropFirst(presses.count))), binding)
      }
    }
  }

  /// The row of an action.
  public func binding(of action: Action) -> Binding? { bindings.first { $0.action == action } }

  /// The keys of a row that do in a context what the row says.
  public func keys(of binding: Binding, in context: KeyContext) -> [KeySequence] {
    binding.keys.filter { meaning(of: $0.presses, in: context) == .action(binding.action) }
  }

  /// The keys of a row that work somewhere.
  public func keys(of binding: Binding) -> [KeySequence] {
    binding.keys.filter { sequence in
      binding.contexts.contains { meaning(of: sequence.presses, in: $0) == .action(binding.action) }
    }
  }

  /// The key to name in a sentence such as "r trains the first one"; the action's id when it has no key.
  public func key(_ action: Action) -> String {
    binding(of: action).flatMap { keys(of: $0).first?.label } ?? action.id
  }

  /// The last of an action's keys, where others of its kind begin alike and there is no room for all.
  func lastKey(_ action: Action) -> String {
    binding(of: action).flatMap { keys(of: $0).first?.presses.last?.label } ?? ""
  }

  /// The keys of several actions in a row: "0–6", and "g 0–6" where all begin alike.
  func keyRange(from first: Action, to last: Action) -> String {
    guard let end = binding(of: last).flatMap({ keys(of: $0).first }) else { return key(last) }
    let opening = end.presses.dropLast()
    let starts = binding(of: first).map { keys(of: $0) } ?? []
    let start = starts.first { $0.presses.dropLast() == opening } ?? starts.first
    guard let start, let key = end.presses.last else { return end.label }
    return "\(start.label)–\(start.presses.dropLast() == opening ? key.label : end.label)"
  }

  /// Keys that do two things in one context, or do one and begin another: none in a sound keymap.
  public var collisions: [Collision] {
    var found: [Collision] = []
    for context in KeyContext.allCases {
      var taken: [(keys: KeySequence, binding: Binding)] = []
      for binding in bindings where binding.contexts.contains(context) {
        for keys in binding.keys where !(context.isTyped && keys.isTyped) {
          if let other = taken.first(where: { $0.keys.stands(inTheWayOf: keys) }) {
            found.append(Collision(keys: keys, context: context, first: other.binding, second: binding))
          } else {
            taken.append((keys, binding))
          }
        }
      }
    }
    return found
  }

  public struct Collision: Sendable, Equatable {
    public let keys: KeySequence
    public let context: KeyContext
    public let first: Binding
    public let second: Binding
  }
}

extension KeySequence {
  /// Whether both are the same or one begins the other.
  func stands(inTheWayOf other: KeySequence) -> Bool {
    presses.starts(with: other.presses) || other.presses.starts(with: presses)
  }
}
