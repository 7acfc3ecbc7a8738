/// What the holder of a token may ask of the gateway.
public enum TokenScope: String, Sendable, Hashable, CaseIterable, Codable {
  /// Predictions, explanations, what is known about the models, metrics.
  case predict
  /// Telling what turned out to be true.
  case outcomes
  /// Everything, and the engine itself: cockpits and commands from afar.
  case admin

  /// Whether a token of these scopes is wide enough.
  public func isGranted(by scopes: Set<TokenScope>) -> Bool { scopes.contains(self) || scopes.contains(.admin) }
}
