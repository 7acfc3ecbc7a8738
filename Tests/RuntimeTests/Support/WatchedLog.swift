import Encoding
import Glibc
import Statistics
import TestSupport

/// A log that another program might write: features, a score that is right on average, and outcomes.
struct WatchedLog {
  struct Row {
    var id: String
    var seconds: Int
    var a: Double
    var colour: String
    var score: Double
    var outcome: Int
  }

  static let start = 1_704_067_200  // 2024-01-01T00:00:00Z

  let rows: [Row]

  /// - Parameters:
  ///   - change: the row from which on `a` moves.
  ///   - turn: the row from which on outcomes are the opposite of what the score says.
  init(count: Int = 2000, change: Int = .max, turn: Int = .max) {
    var generator = SeededGenerator(seed: 11)
    rows = (0..<count).map { row in
      let a = generator.normal() + (row >= change ? 1.5 : 0)
      let colour = ["red", "green", "blue"][generator.integer(below: 3)]
      let score = 1 / (1 + exp(-(1.5 * a + (colour == "red" ? 0.5 : 0))))
      let chance = row >= turn ? 1 - score : score
      return Row(
        id: "r\(row)", seconds: Self.start + 60 * row, a: a, colour: colour, score: score,
        outcome: generator.bernoulli(chance) ? 1 : 0)
    }
  }

  static func json(_ row: Row, outcome: Bool = false) -> String {
    let known = outcome ? ",\"outcome\":\(row.outcome)" : ""
    return "{\"id\":\"\(row.id)\",\"time\":\(row.seconds),\"features\":{\"a\":\(row.a),\"colour\":\"\(row.colour)\"},"
      + "\"score\":\(row.score)\(known)}"
  }

  static func outcome(_ row: Row) -> String { "{\"id\":\"\(row.id)\",\"outcome\":\(row.outcome)}" }

  /// Every row, and its outcome so many rows later.
  func lines(delay: Int = 50) -> [String] {
    var lines: [String] = []
    for index in 0..<rows.count + delay {
      if index < rows.count { lines.append(Self.json(rows[index])) }
      if index >= delay { lines.append(Self.outcome(rows[index - delay])) }
    }
    return lines
  }

  /// With the outcomes in the rows.
  var csv: [String] {
    ["id;time;a;colour;score;outcome"]
      + rows.map { "\($0.id);\($0.seconds);\($0.a);\($0.colour);\($0.score);\($0.outcome)" }
  }
}

extension [String] {
  var text: String { map { $0 + "\n" }.joined() }
}
