import Encoding

/// Which of the rows at hand a retrain learns from.
public enum DataChoice: Sendable, Hashable {
  /// All of them, as far as `data.retrain_newest` goes.
  case all
  /// So many of the newest.
  case newest(Int)
  /// Those of so many seconds of event time.
  case recent(Double)
  /// Those since the outcomes changed.
  case sinceChange
  /// Since the change where concept drift is suspected and enough rows have come, else all.
  case auto

  /// Rows of `newest` at least.
  public static let newestCountMin = 100

  /// The text form of `sextant.yaml` and the command line: `all`, `newest 5000`, `recent 30d`, `since_change`, `auto`.
  public init?(parsing text: String) {
    let words = text.split(whereSeparator: { $0 == " " || $0 == ":" || $0 == "=" }).map(String.init)
    switch (words.first, words.count) {
    case ("all", 1): self = .all
    case ("auto", 1): self = .auto
    case ("since_change", 1), ("since-change", 1): self = .sinceChange
    case ("newest", 2):
      guard let count = Int(words[1].filter { $0 != "_" }), (Self.newestCountMin...100_000_000).contains(count) else {
        return nil
      }
      self = .newest(count)
    case ("recent", 2):
      guard let seconds = Period.seconds(words[1]), seconds >= 1, seconds <= Period.secondsMax else { return nil }
      self = .recent(seconds)
    default: return nil
    }
  }

  public var text: String {
    switch self {
    case .all: "all"
    case .newest(let count): "newest \(count)"
    case .recent(let seconds): "recent \(Period.text(seconds))"
    case .sinceChange: "since_change"
    case .auto: "auto"
    }
  }

  public static let mend =
    "write all, newest and a number of rows, recent and a period such as 30d, since_change or auto"
}

extension DataChoice: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let choice = DataChoice(parsing: text) else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "no choice of data: \(text)"))
    }
    self = choice
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// Lengths of time as people write them.
public enum Period {
  /// A hundred years.
  public static let secondsMax = 3.2e9

  /// Seconds of `90`, `30s`, `15min`, `2h`, `7d` or `1w`; nil for anything else.
  public static func seconds(_ text: String) -> Double? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let count = Double(digits), count.isFinite else { return nil }
    switch text.dropFirst(digits.count).drop(while: { $0 == " " }) {
    case "", "s": return count
    case "m", "min": return count * 60
    case "h": return count * 3600
    case "d": return count * 86_400
    case "w": return count * 7 * 86_400
    default: return nil
    }
  }

  /// The shortest text that `seconds` reads back.
  public static func text(_ seconds: Double) -> String {
    for (unit, length) in [("d", 86_400.0), ("h", 3600), ("min", 60)] where seconds >= length {
      let count = seconds / length
      if count == count.rounded() { return NumberText.fixed(count, 0) + unit }
    }
    return NumberText.shortest(seconds) + "s"
  }
}
