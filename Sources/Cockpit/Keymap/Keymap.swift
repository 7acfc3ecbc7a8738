import CellCanvas

/// The one table of keys. Dispatch, footer, help, palette and documentation all read it.
public struct Keymap: Sendable, Equatable {
  public let bindings: [Binding]

  public init(bindings: [Binding]) { self.bindings = bindings }

  /// What a key does in a context; nil when it does nothing there.
  public func action(for key: KeyPress, in context: KeyContext) -> Action? {
    bindings.first { $0.contexts.contains(context) && $0.keys.contains(key) }?.action
  }

  /// The row of an action.
  public func binding(of action: Action) -> Binding? { bindings.first { $0.action == action } }

  /// The key to name in a sentence such as "r trains the first one"; the action's id when it has no key.
  public func key(_ action: Action) -> String { binding(of: action)?.keys.first?.label ?? action.id }

  /// Keys that do two things in one context: none in a sound keymap.
  public var collisions: [Collision] {
    var found: [Collision] = []
    for context in KeyContext.allCases {
      var taken: [KeyPress: Action] = [:]
      for binding in bindings where binding.contexts.contains(context) {
        for key in binding.keys {
          if let other = taken[key] {
            found.append(Collision(key: key, context: context, actions: [other, binding.action]))
          } else {
            taken[key] = binding.action
          }
        }
      }
    }
    return found
  }

  public struct Collision: Sendable, Equatable {
    public let key: KeyPress
    public let context: KeyContext
    public let actions: [Action]
  }
}
