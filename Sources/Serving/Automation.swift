import Learning
import Lifecycle
import Tabular

/// Who decides, as the hot path takes it.
public struct Automation: Sendable {
  public var level: AutomationLevel
  /// Scores between which a request goes to the review queue, at partial automation.
  public var reviewBand: ClosedRange<Double>
  /// Where a person's decision stands in the data; nil where the model replaces nothing that was logged.
  public var humanColumn: String?
  /// The words of that column's decisions: those of the target.
  public var answers: TargetEncoding.Answers

  public init(
    level: AutomationLevel = .full, reviewBand: ClosedRange<Double> = 0.4...0.6, humanColumn: String? = nil,
    answers: TargetEncoding.Answers = .number
  ) {
    self.level = level
    self.reviewBand = reviewBand
    self.humanColumn = humanColumn
    self.answers = answers
  }
}

/// Who decided how many requests.
public struct DeciderCounts: Sendable, Equatable {
  public var model = 0
  /// The column of the process that the model replaces.
  public var human = 0
  /// Sent to the review queue.
  public var review = 0
  /// Nobody: the level keeps the model from deciding, and no person's decision is known.
  public var nobody = 0

  public init() {}

  static func + (a: DeciderCounts, b: DeciderCounts) -> DeciderCounts {
    var sum = a
    sum.model += b.model
    sum.human += b.human
    sum.review += b.review
    sum.nobody += b.nobody
    return sum
  }

  var total: Int { model + human + review + nobody }

  /// Shares by who decided, `decided.model` and so on; empty where the model decided everything.
  var figures: [String: Double] {
    guard total > model else { return [:] }
    let all = Double(total)
    return [
      "decided.model": Double(model) / all, "decided.human": Double(human) / all,
      "decided.review": Double(review) / all, "decided.nobody": Double(nobody) / all,
    ]
  }
}

extension Automation {
  /// Replaces what the model decided by what holds at this level; NaN where nobody has decided (yet).
  ///
  /// - Parameters:
  ///   - rows: of the table, one for each decision.
  ///   - wait: puts a request into the queue by its position; false when that is full.
  func apply(
    to decisions: inout [Double], scores: [Double], table: Table, rows: [Int], wait: (Int) -> Bool
  ) throws -> DeciderCounts {
    var counts = DeciderCounts()
    switch level {
    case .full: counts.model = decisions.count
    case .partial:
      for index in decisions.indices {
        if reviewBand.contains(scores[index]), wait(index) {
          decisions[index] = .nan
          counts.review += 1
        } else {
          counts.model += 1
        }
      }
    case .assistance, .shadow, .humanOnly:
      let human = try humanDecisions(in: table, rows: rows)
      for index in decisions.indices {
        if let decision = human?[index], !decision.isNaN {
          decisions[index] = decision
          counts.human += 1
        } else if level == .assistance {
          counts.model += 1
        } else {
          decisions[index] = .nan
          counts.nobody += 1
        }
      }
    }
    return counts
  }

  /// 1 and 0, or numbers; NaN where no decision stands. Nil where the table has no such column.
  func humanDecisions(in table: Table, rows: [Int]) throws -> [Double]? {
    guard let humanColumn, let column = table[humanColumn] else { return nil }
    return try TargetEncoding(column: humanColumn, kind: column.kind, answers: answers).labels(of: table, rows: rows)
  }
}
