/// Who outside is told of what: a web hook.
public struct NotifyRule: Sendable, Hashable, Codable {
  /// Its path may be a secret: show `server` instead.
  public var url: String
  /// What it is told of, in the order of the file.
  public var occasions: [Occasion]
  /// File with the key that messages are signed with, relative to the project folder; nil signs nothing.
  public var secretFile: String?

  /// What somebody outside may want to know.
  public enum Occasion: String, Sendable, Hashable, CaseIterable, Codable {
    case alarmFiring = "alarm firing"
    case alarmResolved = "alarm resolved"
    case rolloutStarted = "rollout started"
    case rolloutPaused = "rollout paused"
    case rolloutDecided = "rollout decided"
    case promoted
    case rolledBack = "rolled back"
    case runFinished = "run finished"
    case runFailed = "run failed"
    case retrainSuggested = "retrain suggested"
    case steppedBack = "stepped back"

    /// What a hook is told of that does not say.
    public static let usual: [Occasion] = [.alarmFiring, .alarmResolved, .rolloutDecided, .promoted, .rolledBack]
  }

  /// Hooks that a project may have.
  public static let countMax = 20

  public init(url: String, occasions: [Occasion] = Occasion.usual, secretFile: String? = nil) {
    self.url = url
    self.occasions = occasions
    self.secretFile = secretFile
  }

  /// The address as far as it may be shown: scheme, host and port.
  public var server: String {
    let parts = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return "?" }
    return "\(parts[0])//" + parts[2].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
  }
}
