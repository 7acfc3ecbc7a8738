import Lifecycle

/// The paths there are, as far as counting and permission tell them apart.
enum Endpoint: Int, Sendable, CaseIterable {
  case predict, outcomes, explain, metrics, health, link, watch
  case infer, models, repository
  case instances, instancesExplained, instancesModels
  case invocations, invocationsFacts
  case unknown

  /// A few names, whatever clients make up.
  var name: String {
    switch self {
    case .predict: "POST /predict"
    case .outcomes: "POST /outcomes"
    case .explain: "POST /explain"
    case .metrics: "GET /metrics"
    case .health: "GET /healthz"
    case .link: "POST /sextant/link"
    case .watch: "GET /sextant/watch"
    case .infer: "POST /v2/models/{model}/infer"
    case .models: "/v2"
    case .repository: "POST /v2/repository/models/{model}"
    case .instances: "POST /v1/models/{model}:predict"
    case .instancesExplained: "POST /v1/models/{model}:explain"
    case .instancesModels: "/v1/models"
    case .invocations: "POST /invocations"
    case .invocationsFacts: "GET /ping, /health, /version"
    case .unknown: "other"
    }
  }

  /// What its token must allow; nil where any token will do.
  var scope: TokenScope? {
    switch self {
    case .health, .unknown: nil
    case .predict, .explain, .metrics, .infer, .models, .instances, .instancesExplained, .instancesModels,
      .invocations, .invocationsFacts:
      .predict
    case .outcomes: .outcomes
    case .link, .watch, .repository: .admin
    }
  }

  /// The method of our own paths; nil where a convention decides.
  var method: String? {
    switch self {
    case .predict, .outcomes, .explain, .link: "POST"
    case .metrics, .health, .watch: "GET"
    case .infer, .models, .repository, .instances, .instancesExplained, .instancesModels, .invocations,
      .invocationsFacts, .unknown:
      nil
    }
  }

  /// How this path's clients expect to be told of an error.
  var errorShape: ErrorShape {
    switch self {
    case .predict, .outcomes, .explain, .metrics, .health, .link, .watch, .unknown: .native
    case .infer, .models, .repository: .convention(.openInference)
    case .instances, .instancesExplained, .instancesModels: .convention(.kserve)
    case .invocations, .invocationsFacts: .convention(.mlflow)
    }
  }

  /// - Parameter target: of the request line, as it came.
  init(target: UnsafeBufferPointer<UInt8>) {
    let path = target.prefix { $0 != UInt8(ascii: "?") }
    func isPath(_ text: StaticString) -> Bool {
      path.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
    func starts(_ text: StaticString) -> Bool {
      path.starts(with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
    func ends(_ text: StaticString) -> Bool {
      path.suffix(text.utf8CodeUnitCount).elementsEqual(
        UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
    self =
      if isPath("/predict") {
        .predict
      } else if starts("/v2/models/") {
        ends("/infer") ? .infer : .models
      } else if starts("/v2/repository/models/") {
        .repository
      } else if isPath("/v2") || starts("/v2/") {
        .models
      } else if starts("/v1/models") {
        ends(":predict") ? .instances : ends(":explain") ? .instancesExplained : .instancesModels
      } else if isPath("/invocations") {
        .invocations
      } else if isPath("/ping") || isPath("/health") || isPath("/version") {
        .invocationsFacts
      } else if isPath("/outcomes") {
        .outcomes
      } else if isPath("/explain") {
        .explain
      } else if isPath("/metrics") {
        .metrics
      } else if isPath("/healthz") {
        .health
      } else if isPath("/sextant/link") {
        .link
      } else if isPath("/sextant/watch") {
        .watch
      } else {
        .unknown
      }
  }
}
