import Encoding
import Learning
import Lifecycle

/// What two versions on the same rows come to, in a word and in a sentence.
///
/// The word follows what the scope prices; without prices, the metric. A version can rank far better and yet be worth
/// the same as far as so many rows can tell, so the sentence judges each of the two by its own interval.
struct WhatIfWords {
  var challenger: VersionID
  var champion: VersionID
  var rows: Int
  /// Of the rows; nil but for two classes.
  var positives: Int?
  var metric: VersionPair.Metric?
  var worth: WhatIf.Worth?
  /// Of worth; may be empty.
  var unit: String

  enum Verdict: String {
    case better, worse, inconclusive
    case noData = "no_data"

    /// - Parameter gain: positive where the challenger does better.
    init(_ gain: PairedDifference?) {
      guard let gain, gain.lower.isFinite, gain.upper.isFinite else {
        self = .noData
        return
      }
      self = gain.lower > 0 ? .better : gain.upper < 0 ? .worse : .inconclusive
    }
  }

  /// Fewer rows of a class than this bound hardly anything that depends on it.
  private static let classRowCountMin = 20

  var verdict: Verdict { worth.map { Verdict($0.difference) } ?? metricVerdict }

  private var metricVerdict: Verdict {
    Verdict(metric.map { $0.id.isSmallerBetter ? $0.difference.negated : $0.difference })
  }

  private var new: String { "v\(challenger)" }
  private var old: String { "v\(champion)" }

  var sentence: String {
    let place = "on the newest \(NumberText.grouped(rows)) labelled rows"
    let parts = [money, ranking].compactMap(\.self).joined(separator: "; ")
    let figures = parts.isEmpty ? "" : ": " + parts
    return switch verdict {
    case .better: "\(new) would have done better than \(old) \(place)\(figures)"
    case .worse: "\(new) would have done worse than \(old) \(place)\(figures)"
    case .inconclusive:
      "\(place) chance explains how \(new) and \(old) differ\(worth == nil ? "" : " in worth")\(figures)\(scarcity)"
    case .noData: "\(place) nothing tells \(new) from \(old)\(scarcity)"
    }
  }

  private var money: String? {
    worth.map { worth in
      let sign = worth.difference.value > 0 ? "+" : ""
      let amount = sign + NumberText.significant(worth.difference.value) + (unit.isEmpty ? "" : " \(unit)")
      return "\(amount) a row" + range(worth.difference)
    }
  }

  /// The metric, with its own verdict where that is not the sentence's.
  private var ranking: String? {
    metric.map { metric in
      let figures =
        "\(metric.id.rawValue) \(NumberText.significant(metric.challenger)) against "
        + NumberText.significant(metric.champion)
      let change = range(metric.difference)
      guard worth != nil, metricVerdict != verdict else { return figures + change }
      return switch metricVerdict {
      case .better: "by \(metric.id.rawValue) \(new) is better, \(figures)\(change)"
      case .worse: "by \(metric.id.rawValue) \(new) is worse, \(figures)\(change)"
      case .inconclusive: "by \(metric.id.rawValue) they cannot be told apart, \(figures)\(change)"
      case .noData: figures
      }
    }
  }

  private func range(_ difference: PairedDifference) -> String {
    guard difference.lower.isFinite, difference.upper.isFinite else { return "" }
    return " (\(NumberText.significant(difference.lower)) to \(NumberText.significant(difference.upper)))"
  }

  /// What more rows would have to bring.
  private var scarcity: String {
    guard let positives, min(positives, rows - positives) < Self.classRowCountMin else { return "" }
    let (count, name) = positives <= rows - positives ? (positives, "positive") : (rows - positives, "negative")
    return "; only \(count) of the rows \(count == 1 ? "is" : "are") \(name)"
  }
}
