import Encoding
import Interchange
import Learning
import Statistics
import Tabular
import Testing

@Suite("LightGBM's text models")
struct LightGBMTests {
  static let numbers = ["regression", "poisson", "average", "dart"]

  @Test(
    "Answers are LightGBM's, on rows with missing values and categories",
    arguments: ["binary", "zero", "none", "multiclass", "forest"] + numbers)
  func sameAnswers(of name: String) throws {
    let fixture = try ForeignFixture("lightgbm-\(name)")
    let model = try LightGBMModel(text: fixture.text).foreign
    let (stored, answers) = try fixture.adopted(model, isNumber: Self.numbers.contains(name))
    #expect(answers.count == fixture.answers.count && answers.count == 400)
    #expect(fixture.worst(answers) <= 1e-6)
    #expect(stored.features == ["amount", "age", "height", "place", "member"])
  }

  @Test("Windows' line ends change nothing")
  func lineEnds() throws {
    let text = try ForeignFixture("lightgbm-binary").text
    let other = text.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    #expect(try LightGBMModel(text: other) == LightGBMModel(text: text))
  }

  @Test(
    "What cannot be read is told with what to mend",
    arguments: [
      ("objective=binary", "objective=multiclassova num_class:3", "multiclassova"),
      ("objective=binary", "objective=regression sqrt", "reg_sqrt"),
      ("objective=binary", "objective=", "objective"),
      ("is_linear=0", "is_linear=1", "linear_tree"),
      ("num_leaves=12", "num_leaves=13", "12 numbers"),
      ("end of trees", "end", "end of trees"),
      ("left_child=1", "left_child=-99", "leads to -99"),
      ("max_feature_idx=4", "max_feature_idx=5", "feature names"),
      ("version=v4", "version", "none"),
    ])
  func refused(_ before: String, _ after: String, _ told: String) throws {
    var text = String(decoding: try ForeignFixture("lightgbm-binary").text, as: UTF8.self)
    let place = try #require(text.firstRange(of: before))
    text.replaceSubrange(place, with: after)
    var message = "none"
    do { _ = try LightGBMModel(text: Array(text.utf8)) } catch { message = error.description }
    #expect(message.contains(told), "\(message)")
  }

  @Test("Damaged files end in one error or a sound model", arguments: 0..<8)
  func damaged(seed: Int) throws {
    let text = try ForeignFixture("lightgbm-multiclass").text
    Damage.each(of: text, seed: UInt64(seed), count: 25) { bytes in
      do throws(InterchangeError) {
        let model = try LightGBMModel(text: bytes)
        #expect(!model.foreign.features.isEmpty)
      } catch {
        #expect(!error.description.isEmpty && !error.description.contains("\n"))
      }
    }
  }
}

@Suite("XGBoost's binary models")
struct XGBoostBinaryTests {
  static let names = ["binary", "softprob", "dart"].flatMap { name in
    ["1.7.6", "2.1.4", "3.2.0"].map { "xgboost-\(name)-\($0)" }
  }

  @Test("Both forms of a model are the same model", arguments: names)
  func sameModel(name: String) throws {
    let fixture = try ForeignFixture(name)
    let model = try ForeignFile.model(fixture.binary)
    #expect(model == (try ForeignFile.model(fixture.text)))
    #expect(!model.features.isEmpty)
  }

  @Test("Damaged files end in one error or a sound model", arguments: 0..<8)
  func damaged(seed: Int) throws {
    let bytes = try ForeignFixture("xgboost-softprob-3.2.0").binary
    Damage.each(of: bytes, seed: UInt64(seed), count: 25) { bytes in
      do throws(InterchangeError) {
        #expect(!(try ForeignFile.model(bytes)).features.isEmpty)
      } catch {
        #expect(!error.description.isEmpty && !error.description.contains("\n"))
      }
    }
  }

  @Test(
    "Lengths that the bytes cannot hold are refused before they are believed",
    arguments: [
      // An array of 2⁶² floats; of 2⁶² nulls, which take no bytes; and arrays within arrays without end.
      "{i\u{1}a[$d#L\u{40}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}",
      "{i\u{1}a[$Z#L\u{40}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}",
      "{i\u{1}a" + String(repeating: "[", count: 100_000), "{L\u{7F}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}", "{i", "{",
    ])
  func hostile(text: String) {
    #expect(throws: InterchangeError.self) { try ForeignFile.model(Array(text.utf8)) }
  }

  @Test("What is no model file is told apart", arguments: [[], [0x80, 4, 95], Array("binf".utf8), Array("PK".utf8)])
  func unknown(bytes: [UInt8]) {
    #expect(throws: InterchangeError.self) { try ForeignFile(bytes) }
  }
}
