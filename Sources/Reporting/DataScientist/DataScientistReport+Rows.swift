import Encoding
import Expressions
import Lifecycle

// Where it errs: slices, single rows, columns, and beside another version.

extension DataScientistReport {
  var slices: Report.Section? {
    guard let slices = analysis?["slices"]?.array, !slices.isEmpty else { return nil }
    let metric = slices.first?["metric"]?.string ?? facts.scope.metric
    let rows = slices.prefix(20).compactMap { slice -> ForestPlot.Row? in
      guard let value = slice["difference"]?.double, let lower = slice["lower"]?.double,
        let upper = slice["upper"]?.double
      else { return nil }
      let isWorse = slice["significant"]?.bool == true
      return ForestPlot.Row(
        slice["filter"]?.string ?? "", value, lower: lower, upper: upper, tone: isWorse ? .bad : .neutral)
    }
    var blocks: [Report.Block] = []
    if !rows.isEmpty {
      blocks.append(
        .chart(
          Chart(
            "Slices against the rest",
            summary: "Difference of the mean \(metric) with its 95 % interval for each slice.",
            .forest(ForestPlot(rows: rows, reference: 0, axis: "difference of the mean \(metric)")))))
    }
    let tested = analysis?["slices_tested"]?.int.map { "; \(Words.count($0)) were looked at, p is corrected for them" }
    blocks.append(
      .table(
        Table(
          "Mean \(metric) of a slice and of all other rows\(tested ?? "")",
          [
            .text("slice"), .number("rows"), .number("share"), .number("slice"), .number("rest"), .number("p"),
            .text("worse"),
          ], of: slices, limit: 20
        ) { slice in
          let isWorse = slice["significant"]?.bool == true
          return [
            .code(slice["filter"]?.string ?? ""), .text(Words.count(slice["rows"]?.int)),
            .text(Words.percent(slice["share"]?.double)), .text(Words.number(slice["value"]?.double)),
            .text(Words.number(slice["rest"]?.double)), .text(Self.probability(slice["p_value"]?.double)),
            isWorse ? .verdict(.bad, "yes") : .verdict(.neutral, "no"),
          ]
        }))
    return Report.Section("Slices", blocks)
  }

  private static func probability(_ p: Double?) -> String {
    guard let p else { return "–" }
    return p < 0.0001 ? "< 0.0001" : NumberText.fixed(p, 4)
  }

  var errors: Report.Section? {
    guard let errors = analysis?["errors"]?.array, !errors.isEmpty else { return nil }
    return Report.Section(
      "The worst answers",
      [
        .table(
          Table(
            "",
            [.text("row"), .text("so"), .text("predicted"), .number("score"), .number("loss"), .text("because of")],
            of: errors, limit: 12
          ) { error in
            let reasons = (error["contributions"]?.array ?? []).prefix(3).compactMap { pair -> String? in
              guard let name = pair[0]?.string, let amount = pair[1]?.double else { return nil }
              let value = error["values"]?[name].map { " = \(Markup.clipped(Self.plain($0), 20))" } ?? ""
              return "\(name)\(value) (\(amount > 0 ? "+" : "")\(Words.number(amount, digits: 2)))"
            }
            return [
              .text(Self.plain(error["row"])), .text(Self.plain(error["label"])),
              .text(Self.plain(error["prediction"])),
              .text(Words.number(error["score"]?.double)), .text(Words.number(error["loss"]?.double)),
              .text(reasons.joined(separator: ", ")),
            ]
          })
      ])
  }

  /// A setting: a scalar as it is, a list as its elements.
  private static func shown(_ value: JSON?) -> String {
    guard let elements = value?.array else { return Markup.clipped(plain(value), 120) }
    return Markup.clipped(elements.map { plain($0) }.joined(separator: ", "), 120)
  }

  private static func plain(_ value: JSON?) -> String {
    switch value {
    case .string(let text)?: text
    case .integer(let number)?: String(number)
    case .number(let number)?: Words.number(number, digits: 4)
    case .bool(let flag)?: String(flag)
    case .null?, .array?, .object?, nil: "–"
    }
  }

  var importances: Report.Section? {
    guard let columns = analysis?["importances"]?.array, !columns.isEmpty else { return nil }
    let bars = columns.prefix(20).compactMap { column -> BarPlot.Bar? in
      guard let name = column["column"]?.string, let mean = column["mean"]?.double else { return nil }
      let spread = column["sd"]?.double.map { " ± \(Words.number($0, digits: 2))" } ?? ""
      return BarPlot.Bar(name, mean, Words.number(mean) + spread)
    }
    let more = columns.count > 20 ? " The first 20 of \(columns.count)." : ""
    return Report.Section(
      "Importances",
      [
        .chart(
          Chart(
            "Loss when a column is shuffled",
            summary: "By how much the loss rises; most for \(bars.first?.label ?? "–").\(more)",
            .bars(BarPlot(bars))))
      ])
  }

  // MARK: Beside another version

  var comparison: Report.Section? {
    guard let page = facts.pages.comparison else { return refused("Beside another version", "comparison") }
    let (a, b) = (page["a"]?.int ?? 0, page["b"]?.int ?? 0)
    var blocks: [Report.Block] = [
      .table(
        Table(
          "Version \(b) against version \(a) on the same \(Words.count(page["rows"]?.int)) rows",
          [
            .text("metric"), .number("version \(a)"), .number("version \(b)"), .number("difference"),
            .number("95 % interval"), .text("better"),
          ], of: page["metrics"]?.array ?? [], limit: 30
        ) { metric in
          let better = metric["better"]?.string
          return [
            .code(metric["metric"]?.string ?? ""), .text(Words.number(metric["a"]?.double, digits: 4)),
            .text(Words.number(metric["b"]?.double, digits: 4)),
            .text(Words.number(metric["difference"]?.double)),
            .text(Words.interval(metric["lower"]?.double, metric["upper"]?.double)),
            .text(better == "a" ? "version \(a)" : better == "b" ? "version \(b)" : "–"),
          ]
        })
    ]
    let changes = page["recipe_difference"]?.array ?? []
    if !changes.isEmpty {
      blocks.append(
        .table(
          Table(
            "What was done otherwise", [.text("key"), .text("version \(a)"), .text("version \(b)")], of: changes,
            limit: 30
          ) { change in
            [
              .code(change["key"]?.string ?? ""), .text(Self.shown(change["a"])),
              .text(Self.shown(change["b"])),
            ]
          }))
    }
    if let share = page["disagreements"]?["share"]?.double {
      blocks.append(.paragraph("They answer otherwise on \(Words.percent(share)) of the rows."))
    }
    return Report.Section("Beside version \(a)", blocks)
  }
}
