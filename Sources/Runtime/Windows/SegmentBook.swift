import Encoding
import Statistics

/// How wrong the answers were and what they were worth, segment by segment, in a window and in those before it.
struct SegmentBook {
  struct Segment {
    var column: String
    var level: String
    /// Of the window, with or without an outcome.
    var rows = 0
    var errors = RunningSums()
    var values = RunningSums()
    var errorsBefore = RunningSums()
    var valuesBefore = RunningSums()
  }

  /// Segments that are told, the worst first.
  static let countMax = 24

  let cutter: SegmentCutter
  private(set) var segments: [Segment]

  init(_ cutter: SegmentCutter) {
    self.cutter = cutter
    segments = cutter.names.map { Segment(column: cutter.column, level: $0) }
  }

  /// - Parameters:
  ///   - places: the segment of each row.
  ///   - isBefore: for each row, whether it belongs to the windows before.
  mutating func add(_ losses: RowLosses, places: [Int], isBefore: [Bool]) {
    for (row, place) in places.enumerated() {
      if isBefore[row] {
        segments[place].errorsBefore.add(losses.errors[row])
        if !losses.values.isEmpty { segments[place].valuesBefore.add(losses.values[row]) }
      } else {
        segments[place].rows += 1
        segments[place].errors.add(losses.errors[row])
        if !losses.values.isEmpty { segments[place].values.add(losses.values[row]) }
      }
    }
  }

  /// The segments of all books that got worse, or are worse than the rest where there is no before; the surest first.
  ///
  /// They are ranked by the near end of the difference's interval: a few bad rows do not shout. P-values are corrected
  /// over all segments.
  ///
  /// - Parameter byValue: ranks by what the rows are worth instead of by how wrong they are.
  static func worst(_ books: [SegmentBook], hasBefore: Bool, byValue: Bool) -> [JSON] {
    let judged = books.flatMap { book in
      let (errors, values) = (book.total(\.errors), book.total(\.values))
      return book.segments.filter { $0.rows > 0 }.map { segment in
        Judged(
          segment: segment,
          errors: hasBefore
            ? MeanDifference(segment.errors, minus: segment.errorsBefore)
            : book.rest(than: segment, \.errors, of: errors),
          values: hasBefore
            ? MeanDifference(segment.values, minus: segment.valuesBefore)
            : book.rest(than: segment, \.values, of: values))
      }
    }
    let corrected = MultipleTesting.benjaminiHochberg(judged.map { $0.ranking(byValue)?.pValue ?? 1 })
    let order = judged.indices.sorted { a, b in
      let (one, other) = (judged[a].surety(byValue), judged[b].surety(byValue))
      return one == other ? a < b : one > other
    }
    return order.prefix(countMax).map { judged[$0].json(corrected[$0], hasBefore: hasBefore, byValue: byValue) }
  }

  private func total(_ sums: KeyPath<Segment, RunningSums>) -> RunningSums {
    segments.reduce(RunningSums()) { $0 + $1[keyPath: sums] }
  }

  /// A segment against all others of its column.
  private func rest(
    than segment: Segment, _ sums: KeyPath<Segment, RunningSums>, of total: RunningSums
  ) -> MeanDifference? {
    guard segment[keyPath: sums].count < total.count else { return nil }
    let others = segments.filter { $0.level != segment.level }.reduce(RunningSums()) { $0 + $1[keyPath: sums] }
    return MeanDifference(segment[keyPath: sums], minus: others)
  }

  private struct Judged {
    var segment: Segment
    var errors: MeanDifference?
    var values: MeanDifference?

    func ranking(_ byValue: Bool) -> MeanDifference? { byValue ? values : errors }

    /// How much worse it is at least, in the unit of what ranks.
    func surety(_ byValue: Bool) -> Double {
      byValue ? values.map { -$0.upper } ?? -.infinity : errors?.lower ?? -.infinity
    }

    func json(_ pValue: Double, hasBefore: Bool, byValue: Bool) -> JSON {
      let isWorse = surety(byValue) > 0 && pValue <= 0.05
      return [
        "column": JSON(segment.column), "level": JSON(segment.level), "rows": JSON(segment.rows),
        "n": JSON(segment.errors.count), "error": mean(segment.errors),
        "error_before": hasBefore ? mean(segment.errorsBefore) : .null, "difference": JSON(errors?.value),
        "lower": JSON(errors?.lower), "upper": JSON(errors?.upper),
        "p_value": ranking(byValue) == nil ? .null : JSON(pValue), "worse": JSON(isWorse),
        "value": mean(segment.values),
        "value_before": hasBefore ? mean(segment.valuesBefore) : .null, "value_difference": JSON(values?.value),
        "value_lower": JSON(values?.lower), "value_upper": JSON(values?.upper),
      ]
    }

    private func mean(_ sums: RunningSums) -> JSON { sums.count > 0 ? JSON(sums.mean) : .null }
  }
}
