import Expressions
import Gateway
import Learning
import Lifecycle
import Monitoring
import Serving
import Tabular

/// The columns that clients may send, in an order that only ever grows at its end: a request that was read before a
/// promotion still means the same after it.
struct LiveInputs: Equatable, Sendable {
  struct Input: Equatable, Sendable {
    var name: String
    var kind: ColumnKind
  }

  private(set) var inputs: [Input] = []

  /// The champion's own inputs first, then those of the versions beside it, then what drift, value and people read.
  init(_ routes: RoutingTable.Routes, _ definition: ProjectDefinition) { add(routes, definition) }

  /// Adds what is not there yet.
  mutating func add(_ routes: RoutingTable.Routes, _ definition: ProjectDefinition) {
    let models = routes.models
    for model in models {
      for input in model.scorer.pipeline.inputs { add(input.name, input.kind) }
    }
    for model in models {
      for feature in model.reference?.features ?? [] where feature.role == .feature { add(feature.name, feature.kind) }
    }
    if let human = definition.scope.humanDecisionColumn { add(human, .categorical) }
    for name in definition.business.segments { add(name, .categorical) }
    let own: Set = [definition.data.target, "prediction", "score", "outcome"]
    let read = (definition.scope.value?.names ?? []) + definition.business.kpis.flatMap(\.formula.names)
    // What only value model and KPIs read is computed with.
    for name in read where !own.contains(name) { add(name, .numeric) }
  }

  private mutating func add(_ name: String, _ kind: ColumnKind) {
    guard !inputs.contains(where: { $0.name == name }) else { return }
    inputs.append(Input(name: name, kind: kind == .text ? .categorical : kind))
  }

  /// The first input of a model that is sent as another kind than it learnt; nil where the model can answer.
  func mismatch(of model: ServedModel) -> String? {
    model.scorer.pipeline.inputs.first { input in
      inputs.contains { $0.name == input.name && $0.kind != input.kind }
    }?.name
  }
}

extension LiveInputs.Input {
  var served: ServedModels.Input {
    let kind: ServedModels.Input.Kind =
      switch kind {
      case .numeric: .number
      case .categorical, .text: .category
      case .boolean: .boolean
      case .timestamp: .time
      }
    return ServedModels.Input(name: name, kind: kind)
  }
}

extension RoutingTable.Routes {
  /// Everything that is warm, the champion first.
  var models: [ServedModel] {
    var models: [ServedModel] = []
    for model in [champion, trial?.challenger, previous] {
      if let model, !models.contains(where: { $0.version == model.version }) { models.append(model) }
    }
    return models
  }

  func model(_ version: VersionID) -> ServedModel? { models.first { $0.version == version } }
}
