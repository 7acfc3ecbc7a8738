import CellCanvas
import Lifecycle

extension CockpitModel {
  /// Takes in whether an engine afar can be reached. What was shown last stays on the screen, with its age.
  mutating func take(_ state: LinkState) -> [Effect] {
    switch state {
    case .connected:
      guard staleSeconds != nil else { return [] }
      reconnect()
      return toast(.done, "the connection is there again")
    case .lost(let reason, let seconds):
      disconnection = reason
      staleSeconds = seconds
      return []
    }
  }

  /// The engine has spoken: what got no answer meanwhile is asked again.
  mutating func reconnect() {
    guard disconnection != nil else { return }
    disconnection = nil
    staleSeconds = nil
    pages.forgetRefusals()
  }
}
