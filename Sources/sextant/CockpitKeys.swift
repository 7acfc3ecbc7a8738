import Cockpit
import CommandLine

/// The cockpit's table of keys, for what is written about it.
enum CockpitKeys {
  static var markdown: String { Keymap.standard.markdown }

  static var documented: [Documentation.Key] {
    Binding.Group.allCases.flatMap { group in
      Keymap.standard.bindings.filter { $0.group == group }.map { binding in
        let twin: String? =
          switch binding.twin {
          case .command(let line): line
          case .screenOnly: nil
          }
        return Documentation.Key(
          group: group.rawValue, labels: binding.keyLabels, title: binding.title, twin: twin,
          asks: binding.danger == .asks)
      }
    }
  }
}
