import Encoding
import Learning
import Tabular
import Testing

struct FeaturePipelineTests {
  private func fitted(
    _ table: Table, _ columns: [String], style: FeaturePipeline.Style, rows: [Int]? = nil, labels: [Double]? = nil
  ) throws -> FeaturePipeline {
    let rows = rows ?? Array(0..<table.rowCount)
    return try FeaturePipeline(
      fitting: columns, of: table, rows: rows, labels: labels ?? rows.map { Double($0 % 2) }, style: style)
  }

  @Test("Trees read numbers and booleans as they are, missing as NaN")
  func treeNumbers() throws {
    let table = Table.sample(("a", .numeric([1.5, .nan, -3])), ("b", .boolean([1, 255, 0])))
    let rows = try fitted(table, ["b", "a"], style: .trees).rows(table, 0..<3)
    #expect(rows[0] == [1, 1.5] && rows[2] == [0, -3])
    #expect(rows[1].allSatisfy { $0.isNaN })
  }

  @Test("Levels are numbered by their mean of the target; rare and unseen ones stand where their mean does")
  func ordinalLevels() throws {
    // Means of the target: low 0, mid 0.5, high 1, twenty rows each; rare: 1 in five rows.
    let names = (0..<60).map { ["high", "low", "mid"][$0 % 3] } + [String](repeating: "rare", count: 5)
    let labels = (0..<60).map { [1.0, 0, Double($0 % 2)][$0 % 3] } + [Double](repeating: 1, count: 5)
    let table = Table.sample(("c", .category(names)))
    let pipeline = try fitted(table, ["c"], style: .trees, labels: labels)
    #expect(pipeline.notes == [FeatureNote(column: "c", reason: .rareLevels(1))])
    let asked = Table.sample(("c", .category(["low", "mid", "high", "rare", "never seen", nil])))
    let codes = try pipeline.rows(asked, 0..<6).map { $0[0] }
    // Smoothed with ten rows of the overall mean 35/65: mid 0.513, rare 0.692, high 0.846.
    #expect(codes[..<5] == [0, 1, 2, 1.5, 1.5] && codes[5].isNaN)
  }

  @Test("Linear models read standardised numbers, the mean and a flag for missing ones")
  func scaledNumbers() throws {
    let table = Table.sample(
      ("a", .numeric([1, 2, 3, .nan, .infinity])), ("full", .numeric([2, 4, 4, 4, 6])))
    let pipeline = try fitted(table, ["a", "full"], style: .linear)
    #expect(pipeline.outputNames == ["a", "a is missing", "full"])
    let rows = try pipeline.rows(table, 0..<5)
    let deviation = Float((2.0 / 3).squareRoot())
    #expect(abs(rows[0][0] + 1 / deviation) < 1e-6 && rows[0][1] == 0)
    #expect(rows[3][..<2] == [0, 1] && rows[4][..<2] == [0, 1])
    // Mean 4, deviation √(8/5).
    #expect(abs(rows[4][2] - Float(2 / 1.6.squareRoot())) < 1e-6)
    // A column that had no missing values in training has no flag: missing counts as the mean.
    let later = Table.sample(("a", .numeric([2])), ("full", .numeric([.nan])))
    #expect(try pipeline.rows(later, 0..<1)[0] == [0, 0, 0])
  }

  @Test("Linear models read one column a level; rare, unseen and missing have places of their own")
  func oneHotLevels() throws {
    let names: [String?] =
      (0..<40).map { ["a", "b"][$0 % 2] } + [String?](repeating: "rare", count: 9) + [nil]
    let table = Table.sample(("c", .category(names)))
    let pipeline = try fitted(table, ["c"], style: .linear)
    #expect(pipeline.outputNames == ["c = a", "c = b", "c = other", "c is missing"])
    let asked = Table.sample(("c", .category(["b", "unseen", nil, "rare", "a"])))
    let rows = try pipeline.rows(asked, 0..<5)
    #expect(rows == [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 1, 0], [1, 0, 0, 0]])
    let clean = Table.sample(("c", .category((0..<40).map { ["a", "b"][$0 % 2] })))
    let narrow = try fitted(clean, ["c"], style: .linear)
    #expect(try narrow.rows(asked, 1..<3) == [[0, 0], [0, 0]])
  }

  @Test("One-hot columns are bounded however many levels and columns there are")
  func boundedOneHot() throws {
    let columns = (0..<20).map { column in
      Column(name: "c\(column)", values: .category((0..<5000).map { "level \($0 % (200 + column))" }))
    }
    let table = Table(columns: columns)
    let pipeline = try fitted(table, table.columnNames, style: .linear)
    #expect(pipeline.outputCount <= 1500 + 2 * 20)
    #expect(pipeline.outputNames.contains("c0 = other"))
  }

  @Test("Timestamps become parts that come round, never a date")
  func timeParts() throws {
    // 2021-03-01 was a Monday, the 60th day.
    let monday = Timestamp(year: 2021, month: 3, day: 1, hour: 18)
    let times = [monday, monday.advanced(bySeconds: 86_400 * 40 + 3600)].map(\.microseconds)
    let table = Table.sample(("t", .timestamp(times + [ColumnValues.missingTimestamp])))
    let trees = try fitted(table, ["t"], style: .trees)
    #expect(trees.outputNames == ["t hour", "t weekday", "t month", "t day of year"])
    let rows = try trees.rows(table, 0..<3)
    #expect(rows[0] == [18, 0, 3, 60] && rows[1] == [19, 5, 4, 100] && rows[2].allSatisfy { $0.isNaN })
    let waves = try fitted(table, ["t"], style: .linear)
    #expect(waves.outputNames.prefix(2) == ["t hour sin", "t hour cos"])
    let first = try waves.rows(table, 0..<3)
    #expect(first[0][0] == -1 && abs(first[0][1]) < 1e-6 && first[2] == [Float](repeating: 0, count: 6))
  }

  @Test("What says nothing is left out, with the reason")
  func leftOut() throws {
    var text = TextValues()
    for row in 0..<20 { text.append("story \(row)") }
    let table = Table.sample(
      ("constant", .numeric([Double](repeating: 2, count: 20))),
      ("empty", .numeric([Double](repeating: .nan, count: 20))), ("story", .text(text)),
      ("name", .category((0..<20).map { "name \($0)" })), ("one", .category([String?](repeating: "x", count: 20))),
      ("day", .timestamp([Int64](repeating: 0, count: 20))), ("flag", .boolean([UInt8](repeating: 1, count: 20))))
    for style in FeaturePipeline.Style.allCases {
      let pipeline = try fitted(table, table.columnNames, style: style)
      #expect(pipeline.inputs.isEmpty && pipeline.outputCount == 0)
      #expect(
        pipeline.notes.map(\.reason) == [
          .constant, .allMissing, .text, .onlyRareLevels, .constant, .constant, .constant,
        ])
    }
  }

  @Test("Being missing is worth knowing even where the value is constant", arguments: FeaturePipeline.Style.allCases)
  func constantButMissing(style: FeaturePipeline.Style) throws {
    let table = Table.sample(("a", .numeric([3, .nan, 3, 3])), ("c", .category(["x", nil, "x", "x"])))
    let pipeline = try fitted(table, ["a"], style: style)
    #expect(pipeline.outputCount == 1 && pipeline.outputNames == [style == .trees ? "a" : "a is missing"])
  }

  @Test("Only the values of the training rows count: not others, not the order of a level table")
  func trainingRowsAlone() throws {
    let (table, _) = sampleWorld(rows: 400)
    let rows = Array(0..<200)
    let columns = ["amount", "job", "member", "when"]
    // Other rows become nonsense, and the level table is turned round.
    let nonsense = Table(
      columns: table.columns.map { column in
        var values = column.values
        switch values {
        case .numeric(var numbers):
          for row in 200..<400 { numbers[row] = 1e9 }
          values = .numeric(numbers)
        case .categorical(let category):
          let texts = (0..<400).map { $0 < 200 ? category[$0] : "nonsense \($0)" }
          values = .category(texts, levels: ["nonsense 399"] + category.levels.reversed())
        case .boolean, .timestamp, .text: break
        }
        return Column(name: column.name, values: values)
      })
    for style in FeaturePipeline.Style.allCases {
      let a = try fitted(table, columns, style: style, rows: rows)
      let b = try fitted(nonsense, columns, style: style, rows: rows)
      #expect(a == b)
      let (left, right) = (try a.rows(table, 0..<200), try b.rows(nonsense, 0..<200))
      #expect(left.map { $0.map(\.bitPattern) } == right.map { $0.map(\.bitPattern) })
    }
  }

  @Test("One level map follows growing tables, other tables and other models")
  func levelMaps() throws {
    let table = Table.sample(("c", .category((0..<60).map { ["a", "b", "d"][$0 % 3] })))
    let pipeline = try fitted(table, ["c"], style: .trees, labels: (0..<60).map { Double($0 % 3) })
    let linear = try fitted(table, ["c"], style: .linear)
    var maps = LevelMaps()
    func codes(_ texts: [String?], levels: [String]? = nil) throws -> [Float] {
      let block = Table.sample(("extra", .numeric(texts.map { _ in 0 })), ("c", .category(texts, levels: levels)))
      return try pipeline.rows(block, 0..<texts.count, &maps).map { $0[0] }
    }
    #expect(try codes(["a", "b"], levels: ["a", "b"]) == [0, 1])
    #expect(try codes(["d", "new", "a"], levels: ["a", "b", "d"]) == [2, 0.5, 0])
    #expect(try codes(["d", "b"], levels: ["d", "b"]) == [2, 1])
    #expect(try linear.rows(table, 0..<2, &maps) == [[1, 0, 0], [0, 1, 0]])
    #expect(try codes(["d"], levels: ["d"]) == [2])
    #expect(try pipeline.rows(table, 1..<3, &maps) == [[1], [2]])
  }

  @Test("A column that is missing or of another kind is named")
  func columnErrors() throws {
    let (table, _) = sampleWorld(rows: 100)
    let pipeline = try fitted(table, ["amount", "job"], style: .trees)
    #expect(throws: LearningError.missingColumn("job")) {
      try pipeline.rows(table.selecting(["amount"]), 0..<1)
    }
    let wrong = Table.sample(("amount", .category(["1"])), ("job", .category(["cook"])))
    #expect(throws: LearningError.kindMismatch(column: "amount", expected: .numeric, found: .categorical)) {
      try pipeline.rows(wrong, 0..<1)
    }
    #expect(throws: LearningError.missingColumn("nowhere")) { try fitted(table, ["nowhere"], style: .trees) }
  }
}
