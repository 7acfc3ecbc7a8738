import Encoding
import Interchange
import Learning
import Tabular
import TestSupport
import Testing

@Suite("ONNX files of trees and linear models, read")
struct ONNXImportTests {
  static let classes = [
    "boosted", "boosted-classes", "logistic", "logistic-classes", "xgboost", "lightgbm-classes",
  ]
  static let numbers = ["boosted-number", "forest-number", "linear", "double"]

  @Test("Answers are onnxruntime's", arguments: classes + numbers)
  func sameAnswers(of name: String) throws {
    let fixture = try ForeignFixture("onnx-\(name)")
    let model = try ForeignFile.model(fixture.binary)
    #expect(model.format == "ONNX")
    let (stored, answers) = try fixture.adopted(model, isNumber: Self.numbers.contains(name))
    #expect(answers.count == 60 && fixture.answers.count == 60)
    // Its leaves and sums are of single precision.
    #expect(fixture.worst(answers) <= 1e-6)
    // The file names no columns: they are taken in their order.
    #expect(stored.features == ["f0", "f1", "f2", "f3"])
  }

  @Test("What this program exports it reads again", arguments: [("y", 0.0), ("kind", 0), ("price", 0), ("y", 1)])
  func roundTrip(_ target: String, balance: Double) throws {
    let model = try Sample.model(
      .boostedTrees, target: target, balance: balance > 0 ? balance : nil,
      categorical: target == "price" ? .native : .encoded)
    let table = Sample.table()
    let again = try Trainer.adopt(
      ForeignFile.model(model.onnx()), table: table, schema: Sample.schema(target: target),
      parts: Sample.parts(table.rowCount),
      specification: TrainingSpecification(name: "imported", algorithm: .boostedTrees), now: { 0 }
    ).model
    #expect(again.features == model.features)
    let (before, after) = (try Scorer(model).scores(of: table), try Scorer(again).scores(of: table))
    #expect(zip(before, after).allSatisfy { abs($0 - $1) <= 1e-6 * max(1, abs($0)) })
  }

  @Test("What is behind or before a model and cannot be read is named")
  func refused() throws {
    let calibrated = try Sample.model(.boostedTrees, target: "y", calibration: .isotonic).onnx()
    let linear = try Sample.model(.logistic, target: "y").onnx()
    #expect(message(calibrated).contains("stands behind the model"))
    #expect(message(linear).contains("no tree ensemble or linear model"))
    #expect(message([0x08, 0x08]).contains("no ONNX file"))
  }

  @Test("Damaged files end in one error or a sound model", arguments: 0..<10)
  func damaged(seed: Int) throws {
    for name in ["boosted-classes", "logistic-classes", "double"] {
      let bytes = try ForeignFixture("onnx-\(name)").binary
      Damage.each(of: bytes, seed: UInt64(seed), count: 20) { bytes in
        do throws(InterchangeError) {
          #expect(!(try ForeignFile.model(bytes)).features.isEmpty)
        } catch {
          #expect(!error.description.isEmpty && !error.description.contains("\n"))
        }
      }
    }
  }

  private func message(_ bytes: [UInt8]) -> String {
    do {
      _ = try ForeignFile.model(bytes)
      return "no error"
    } catch {
      return error.description
    }
  }
}
