import Encoding
import Interchange
import Learning
import Tabular
import Testing

@Suite("Bundles")
struct BundleTests {
  @Test("A bundle holds the model, examples with their scores, and what serves it; names suit every place they go")
  func content() throws {
    let model = try Sample.model(.boostedTrees, target: "y")
    let table = Sample.table()
    let files = try Bundle(model, project: "Küche & Bad 2", version: 3, table: table).files()
    let byPath = Dictionary(uniqueKeysWithValues: files.map { ($0.path, String(decoding: $0.content, as: UTF8.self)) })
    #expect(
      Set(byPath.keys).isSuperset(of: [
        "README.md", "Containerfile", "kserve.yaml", "k-che-bad-2.service", "models/k-che-bad-2/config.pbtxt",
        "models/k-che-bad-2/3/model.onnx",
      ]))
    #expect(byPath["kserve.yaml"]?.contains("name: k-che-bad-2\n") == true)
    let request = try JSON(parsing: try #require(byPath["requests/open-inference.json"]))
    let inputs = try #require(request["inputs"]?.array)
    #expect(inputs.map { $0["name"]?.string } == model.features)
    #expect(inputs.map { $0["datatype"]?.string } == ["FP32", "FP32", "BYTES", "FP32", "INT64"])
    #expect(inputs.allSatisfy { $0["shape"] == [5, 1] && $0["data"]?.array?.count == 5 })
    #expect(inputs.allSatisfy { $0["data"]?.array?.contains(.null) == false })
    let native = try JSON(parsing: try #require(byPath["requests/native.json"]))
    #expect(native.members?.map(\.name) == model.features)
    // The first rows without a missing value.
    let lines = try #require(byPath["requests/examples.csv"]).split(separator: "\n")
    let score = try Scorer(model).scores(of: table, rows: [1])[0]
    #expect(lines.count == 6 && lines[0].hasSuffix(",score"))
    #expect(Double(lines[1].split(separator: ",").last ?? "") == score)
  }

  @Test("Without rows an example is made up")
  func withoutRows() throws {
    let model = try Sample.model(.logistic, target: "y")
    let files = try Bundle(model, project: "7", version: 1, table: nil).files()
    let request = try #require(files.first { $0.path == "requests/open-inference.json" })
    let inputs = try JSON(parsing: request.content)["inputs"]?.array ?? []
    #expect(inputs.count == model.features.count && inputs.allSatisfy { $0["data"]?[0]?.isNull == false })
    #expect(files.contains { $0.path == "model-7.service" })
  }
}
