import Learning
import Tabular
import Testing

struct ScorerTests {
  @Test(
    "A row's score is the same alone, in a block of any size, and in any order",
    arguments: [LearningAlgorithm.logistic, .boostedTrees, .baseline])
  func blocks(algorithm: LearningAlgorithm) throws {
    let world = sampleWorld(rows: 700)
    let model = try trained(world, algorithm, algorithm == .boostedTrees ? ["rounds": 25] : [:]).model
    let scorer = Scorer(model)
    let all = try scorer.scores(of: world.table)
    #expect(all.allSatisfy { $0 > 0 && $0 < 1 })
    var maps = LevelMaps()
    for size in [1, 7, 128, 129, 700] {
      var scores = [Double](repeating: -1, count: 700)
      try scores.withUnsafeMutableBufferPointer { buffer in
        for start in stride(from: 0, to: 700, by: size) {
          let end = min(start + size, 700)
          try scorer.score(
            world.table, rows: start..<end, levelMaps: &maps,
            into: UnsafeMutableBufferPointer(rebasing: buffer[start..<end]))
        }
      }
      #expect(scores == all, "blocks of \(size)")
    }
    let backwards = Array((0..<700).reversed())
    #expect(try scorer.scores(of: world.table, rows: backwards) == all.reversed())
  }

  @Test("A table with other columns, another order and another level table gives the same scores")
  func otherTables() throws {
    let world = sampleWorld(rows: 300)
    let scorer = Scorer(try trained(world, .boostedTrees, ["rounds": 25]).model)
    let other = Table(
      columns: world.table.columns.reversed().filter { $0.name != "y" }.map { column in
        guard case .categorical(let values) = column.values else { return column }
        return Column(
          name: column.name, values: .category((0..<300).map { values[$0] }, levels: ["zzz"] + values.levels.reversed())
        )
      })
    #expect(try scorer.scores(of: other) == scorer.scores(of: world.table))
  }

  @Test("An empty table is checked too, and scores nothing")
  func emptyTable() throws {
    let world = sampleWorld(rows: 300)
    let scorer = Scorer(try trained(world, .logistic).model)
    #expect(try scorer.scores(of: world.table.gathering([])) == [])
    #expect(throws: LearningError.missingColumn("amount")) { try scorer.scores(of: Table(columns: [])) }
  }

  @Test("Unseen levels, missing values and wild numbers give scores, not crashes")
  func wildRows() throws {
    let wild = Table.sample(
      ("amount", .numeric([.infinity, -.infinity, .nan, 1e300])),
      ("job", .category(["astronaut", nil, "smith", "astronaut"])),
      ("member", .boolean([255, 1, 0, 255])), ("when", .timestamp([.min, .max, 0, -1])))
    for algorithm in [LearningAlgorithm.logistic, .boostedTrees] {
      let scores = try Scorer(trained(sampleWorld(), algorithm).model).scores(of: wild)
      #expect(scores.allSatisfy { $0 >= 0 && $0 <= 1 }, "\(scores)")
    }
  }
}
