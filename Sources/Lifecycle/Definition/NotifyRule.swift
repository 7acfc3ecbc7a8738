/// Who outside is told of what, and how.
public struct NotifyRule: Sendable, Hashable {
  public var channel: Channel
  /// What it is told of, in the order of the file.
  public var occasions: [Occasion]

  /// The way a message takes.
  public enum Channel: Sendable, Hashable {
    /// Its path may be a secret: show `server` instead. `secretFile` has the key that messages are signed with, relative
    /// to the project folder; nil signs nothing.
    case webHook(url: String, secretFile: String?)
    /// A program with its arguments, run without a shell in the project folder.
    case command([String])
    /// What the terminal of whoever looks does.
    case terminal(TerminalManner)
  }

  public enum TerminalManner: String, Sendable, Hashable, CaseIterable, Codable {
    case bell, osc9, both

    public var rings: Bool { self != .osc9 }
    public var shows: Bool { self != .bell }
  }

  /// What somebody outside may want to know.
  public enum Occasion: String, Sendable, Hashable, CaseIterable, Codable {
    case alarmFiring = "alarm firing"
    case alarmWithoutData = "alarm without data"
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

    /// What a rule is told of that does not say.
    public static let usual: [Occasion] = [
      .alarmFiring, .alarmWithoutData, .alarmResolved, .rolloutDecided, .promoted, .rolledBack,
    ]
    /// What a terminal is told of that does not say.
    public static let usualOfTerminal: [Occasion] = [.alarmFiring]
  }

  /// Rules that a project may have.
  public static let countMax = 20

  public init(_ channel: Channel, occasions: [Occasion] = Occasion.usual) {
    self.channel = channel
    self.occasions = occasions
  }

  public init(url: String, occasions: [Occasion] = Occasion.usual, secretFile: String? = nil) {
    self.init(.webHook(url: url, secretFile: secretFile), occasions: occasions)
  }

  /// Where messages go, as far as it may be shown: a web hook's scheme, host and port, a program's name.
  public var place: String {
    switch channel {
    case .webHook(let url, _): return Self.server(of: url)
    case .command(let words): return words.first ?? "?"
    case .terminal(let manner): return "terminal (\(manner.rawValue))"
    }
  }

  /// `web hook`, `command` or `terminal`.
  public var kind: String {
    switch channel {
    case .webHook: "web hook"
    case .command: "command"
    case .terminal: "terminal"
    }
  }

  private static func server(of url: String) -> String {
    let parts = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return "?" }
    return "\(parts[0])//" + parts[2].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
  }
}

/// Flat, as it was when there were web hooks alone: other versions of the program read it too.
extension NotifyRule: Codable {
  private enum Key: String, CodingKey {
    case url, secretFile, occasions, command, terminal
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let occasions = try container.decode([Occasion].self, forKey: .occasions)
    if let words = try container.decodeIfPresent([String].self, forKey: .command) {
      self.init(.command(words), occasions: occasions)
    } else if let manner = try container.decodeIfPresent(TerminalManner.self, forKey: .terminal) {
      self.init(.terminal(manner), occasions: occasions)
    } else {
      self.init(
        .webHook(
          url: try container.decode(String.self, forKey: .url),
          secretFile: try container.decodeIfPresent(String.self, forKey: .secretFile)), occasions: occasions)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(occasions, forKey: .occasions)
    switch channel {
    case .webHook(let url, let secretFile):
      try container.encode(url, forKey: .url)
      try container.encodeIfPresent(secretFile, forKey: .secretFile)
    case .command(let words):
      try container.encode("", forKey: .url)
      try container.encode(words, forKey: .command)
    case .terminal(let manner):
      try container.encode("", forKey: .url)
      try container.encode(manner, forKey: .terminal)
    }
  }
}
