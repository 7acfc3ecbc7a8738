import DataQuality
import Encoding
import Testing
import TestSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Golden values from cleanlab 2.9.0; Fixtures/make_confident_learning.py made them.
@Suite struct ConfidentLearningTests {
  private static func cases() throws -> [JSON] {
    let path = SharedData.packageRoot + "/Tests/DataQualityTests/Fixtures/confident_learning.json"
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&block, 1, block.count, file), count > 0 { bytes += block[0..<count] }
    return try #require(try JSON(parsing: bytes).array)
  }

  private static func numbers(_ json: JSON?) -> [Double] { json?.array?.compactMap(\.double) ?? [] }
  private static func counts(_ json: JSON?) -> [[Int]] {
    json?.array?.map { $0.array?.compactMap(\.int) ?? [] } ?? []
  }
  private static func rows(_ json: JSON?) -> [Int] { json?.array?.compactMap(\.int) ?? [] }

  @Test("thresholds, joint, noise and issues are those of cleanlab", arguments: [0, 1])
  func golden(index: Int) throws {
    let json = try Self.cases()[index]
    let learning = ConfidentLearning(
      labels: Self.rows(json["labels"]), probabilities: Self.numbers(json["probabilities"]),
      classCount: try #require(json["classes"]?.int))
    for (own, golden) in zip(learning.thresholds, Self.numbers(json["thresholds"])) {
      #expect(abs(own - golden) < 1e-12)
    }
    #expect(learning.counts == Self.counts(json["counts"]))
    #expect(learning.joint == Self.counts(json["joint"]))
    let noise = json["noise"]?.array?.map(Self.numbers) ?? []
    #expect(noise.count == learning.classCount)
    for (own, golden) in zip(learning.noiseMatrix.joined(), noise.joined()) { #expect(abs(own - golden) < 1e-12) }
    #expect(learning.issues == Self.rows(json["issues"]))
    #expect(!learning.issues.isEmpty)
    #expect(learning.issuesByNoiseRate() == Self.rows(json["pruned"]))
    for (row, golden) in Self.numbers(json["self_confidence"]).enumerated() {
      #expect(abs(learning.selfConfidence(row) - golden) < 1e-12)
    }
    for (row, golden) in Self.numbers(json["normalized_margin"]).enumerated() {
      #expect(abs(learning.normalizedMargin(row) - golden) < 1e-12)
    }
  }

  @Test("a class without rows and a single row trap nothing")
  func degenerate() {
    let one = ConfidentLearning(labels: [0], probabilities: [0.2, 0.8], classCount: 2)
    #expect(one.issues.isEmpty)
    #expect(one.issuesByNoiseRate().isEmpty)
    #expect(one.joint == [[1, 0], [0, 0]])
    let none = ConfidentLearning(labels: [], probabilities: [], classCount: 3)
    #expect(none.issues.isEmpty)
  }

  @Test("an outlier is one by the measure of its neighbourhood")
  func residuals() {
    // Residuals of ±1 among small predictions, of ±100 among large ones; 20 is an outlier only among the small.
    let predictions = (0..<400).map { Double($0) }
    var labels = predictions.enumerated().map { $1 + ($0 % 2 == 0 ? 1 : -1) * ($0 < 200 ? 1.0 : 100) }
    labels[10] = predictions[10] + 20
    labels[300] = predictions[300] + 20
    #expect(ResidualDoubt(labels: labels, predictions: predictions).issues == [10])
  }
}
