import Encoding
import Learning
import Statistics
import Tabular
import Testing

struct ModelFileTests {
  @Test("A model reads back as it was, attachments and all", arguments: LearningAlgorithm.allCases)
  func roundTrip(algorithm: LearningAlgorithm) throws {
    let world = algorithm == .linear ? sampleRegressionWorld() : sampleWorld()
    let run = try trained(world, algorithm, algorithm == .boostedTrees ? ["rounds": 10] : [:])
    var model = run.model
    model.attachments["reference"] = [1, 2, 3]
    let bytes = model.encode()
    let copy = try Model(decoding: bytes)
    #expect(copy == model && copy.encode() == bytes)
    let scores = try Scorer(copy).scores(of: world.table, rows: run.test.rows)
    #expect(scores == run.test.scores)
  }

  @Test("The header says in JSON what the file holds")
  func header() throws {
    let file = try ModelFile(decoding: try trained(sampleWorld(), .logistic).model.encode())
    #expect(file.header["task"]?.string == "binary" && file.header["algorithm"]?.string == "logistic")
    #expect(file.header["target"]?["positive"]?.string == "yes" && file.header["origin"]?["seed"]?.string == "7")
    #expect(file.header["features"]?.array?.count == 4)
    #expect(file.header["metrics"]?["test"]?["auc"]?["value"]?.double ?? 0 > 0.5)
    #expect(file.sections.keys.sorted() == ["features", "predictor"])
  }

  @Test("Other files, cut ones, damaged ones and newer ones are refused, each in its words")
  func refused() throws {
    let bytes = try trained(sampleWorld(), .baseline).model.encode()
    #expect(throws: ModelFileError.notAModel) { try Model(decoding: []) }
    #expect(throws: ModelFileError.notAModel) { try Model(decoding: Array("a,b,c\n1,2,3".utf8)) }
    for count in [8, 11, 12, 19] {
      #expect(throws: ModelFileError.truncated(expected: 20, found: count)) {
        try Model(decoding: Array(bytes[..<count]))
      }
    }
    for count in [20, 100, bytes.count - 1] {
      #expect(throws: ModelFileError.truncated(expected: UInt64(bytes.count), found: count)) {
        try Model(decoding: Array(bytes[..<count]))
      }
    }
    var newer = bytes
    newer[8] = 2
    #expect(throws: ModelFileError.newerFormat(found: 2, known: 1)) { try Model(decoding: newer) }
    var damaged = bytes
    damaged[bytes.count / 2] ^= 1
    #expect(throws: ModelFileError.damaged("its checksum differs")) { try Model(decoding: damaged) }
    #expect(throws: ModelFileError.damaged("its checksum differs")) { try Model(decoding: bytes + [0]) }
    #expect("\(ModelFileError.damaged("x"))".contains("restore it from a copy"))
  }

  @Test("Three hundred damaged files: an error each time", arguments: [1, 2, 3] as [UInt64])
  func fuzz(seed: UInt64) throws {
    let bytes = try trained(sampleWorld(), .boostedTrees, ["rounds": 5]).model.encode()
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      var mutant = bytes
      for _ in 0...Int(generator.next() % 4) {
        switch generator.next() % 3 {
        case 0: mutant[Int(generator.next() % UInt64(mutant.count))] ^= UInt8(1 + generator.next() % 255)
        case 1: mutant.removeLast(Int(generator.next() % UInt64(mutant.count / 2)))
        default: mutant.insert(7, at: Int(generator.next() % UInt64(mutant.count)))
        }
      }
      #expect(throws: ModelFileError.self) { try Model(decoding: mutant) }
    }
  }

  @Test(
    "Content that contradicts itself under a right checksum: an error or a model that scores, never a crash",
    arguments: [LearningAlgorithm.boostedTrees, .logistic])
  func fuzzContent(algorithm: LearningAlgorithm) throws {
    let world = sampleWorld()
    let model = try trained(world, algorithm, algorithm == .boostedTrees ? ["rounds": 3] : [:]).model
    let file = try ModelFile(decoding: model.encode())
    var generator = SeededGenerator(seed: 11)
    var refused = 0
    for round in 0..<300 {
      var mutant = file
      let name = round % 3 == 0 ? "features" : "predictor"
      var section = mutant.sections[name] ?? []
      if round % 3 == 1 {
        mutant.header = try mutated(mutant.header, &generator)
      } else {
        let index = Int(generator.next() % UInt64(section.count))
        if generator.next() % 4 == 0 {
          section.removeSubrange(index...)
        } else {
          section[index] = UInt8(generator.next() % 256)
        }
        mutant.sections[name] = section
      }
      do {
        let decoded = try Model(decoding: mutant.encode())
        _ = try? Scorer(decoded).scores(of: world.table)
      } catch {
        refused += 1
      }
    }
    #expect(refused > 100)
  }

  /// One byte of the header's text changed, where it still is JSON.
  private func mutated(_ json: JSON, _ generator: inout SeededGenerator) throws -> JSON {
    while true {
      var text = Array(json.text().utf8)
      text[Int(generator.next() % UInt64(text.count))] = UInt8(32 + generator.next() % 90)
      if let mutant = try? JSON(parsing: text) { return mutant }
    }
  }
}
