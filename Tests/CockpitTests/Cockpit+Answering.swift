import CellCanvas
import Cockpit
import Encoding
import Lifecycle

extension CockpitModel {
  /// A cockpit at a view whose questions are answered, until it asks no more.
  static func showing(
    _ sheet: Sheet, of snapshot: Snapshot, size: Size, _ answer: (Query) -> Result<JSON, Refusal>
  ) -> CockpitModel {
    var model = CockpitModel.showing(snapshot, size: size)
    var effects = model.press("\(sheet.stage.rawValue)")
    // Walks the views of the stage as a person does.
    while model.screen != .sheet(sheet) { effects += model.press("v") }
    model.settle(effects, answer)
    return model
  }

  /// Answers questions and what follows from the answers; a view that never stops asking fails here.
  mutating func settle(_ effects: [Effect], _ answer: (Query) -> Result<JSON, Refusal>) {
    var waiting = effects
    var rounds = 0
    while !waiting.isEmpty, rounds < 50 {
      rounds += 1
      let effect = waiting.removeFirst()
      guard case .query(let query, let id) = effect else { continue }
      waiting += update(.page(query, id, answer(query)))
    }
    precondition(rounds < 50, "the view asks without end")
  }
}

extension [Effect] {
  /// The questions asked.
  var queries: [Query] {
    compactMap { effect in
      if case .query(let query, _) = effect { query } else { nil }
    }
  }
}
