import CellCanvas
import Encoding
import Lifecycle

extension CockpitModel {
  /// Opens a copy of the contract: what stands in the project changes only after a yes.
  mutating func editContract(again: Bool) -> [Effect] {
    guard let snapshot else { return [] }
    if !again { contractBase = nil }
    return [.editContract(project: snapshot.path, section: ProjectSection.of(screen), again: again)]
  }

  mutating func afterContractEditor(_ edited: EditedContract) -> [Effect] {
    switch edited {
    case .changed(let text, let base):
      // A copy that is gone on with was made of what the file said at first.
      contractBase = contractBase ?? base
      layer = .question(.applyContract(text))
      return [.redraw]
    case .unchanged: return toast(.note, "nothing was changed in sextant.yaml") + [.redraw]
    case .failed(let problem): return toast(.failed, problem) + [.redraw]
    }
  }

  /// What the engine says of the edited text; nil before it has spoken.
  func contractAnswer(_ text: String) -> PageBook.Entry? { pages[.scopeChange(text: text)] }

  /// Whether the text that is asked about cannot be applied.
  var contractIsRefused: Bool {
    guard case .question(.applyContract(let text)) = layer, let entry = contractAnswer(text) else { return false }
    return entry.page.map { $0["valid"]?.bool != true } ?? (entry.refusal != nil)
  }

  mutating func applyContract(_ text: String) -> [Effect] {
    guard let entry = contractAnswer(text), let page = entry.page, page["valid"]?.bool == true else {
      layer = .question(.applyContract(text))
      let waits = contractAnswer(text).map { $0.pending != nil } ?? true
      return toast(
        .note,
        waits
          ? "it is still being checked" : "it would not load; \(keymap.key(.answer(.editAgain))) edits it again")
    }
    return send(.applyScope(text: text, because: nil, base: contractBase), by: .act(.edit))
  }

  mutating func editAgain() -> [Effect] {
    guard case .question(.applyContract) = layer else { return [] }
    layer = nil
    return editContract(again: true)
  }

  /// Leaves what was asked as it is; an edited text is kept beside the project.
  mutating func decline() -> [Effect] {
    defer { layer = nil }
    guard case .question(.applyContract) = layer else { return [] }
    return toast(.note, "not applied; the text stays in \(contractCopy)")
  }
}
