import Encoding
import Learning
import Tabular

/// All that another place needs to answer with a version: the model as ONNX, example requests with their answers, and
/// the files of a container, a service and a cluster that serve it by the Open Inference Protocol.
public struct Bundle {
  public struct File: Sendable, Equatable {
    /// Relative to the bundle's folder.
    public var path: String
    public var content: [UInt8]

    init(_ path: String, _ text: String) {
      self.path = path
      content = Array(text.utf8)
    }

    init(_ path: String, _ content: [UInt8]) {
      self.path = path
      self.content = content
    }
  }

  /// Rows in the examples at most.
  public static let exampleCount = 5

  let model: Model
  /// Lower-case letters, digits and hyphens: what clusters, services and images take for a name.
  let name: String
  let version: Int
  let rows: BundleRows

  /// - Parameters:
  ///   - project: names the bundle; what names may not hold becomes hyphens.
  ///   - table: rows to take examples from, with the model's columns; those without missing values are taken. Where there
  ///     are none an example is made up.
  public init(_ model: Model, project: String, version: Int, table: Table?) {
    self.model = model
    self.version = version
    name = Self.name(from: project)
    rows = BundleRows(model, table)
  }

  /// The files, each once.
  ///
  /// - Throws: as `Model.onnx()`.
  public func files() throws(InterchangeError) -> [File] {
    let onnx = try model.onnx()
    return [
      File("README.md", readMe), File("models/\(name)/\(version)/model.onnx", onnx),
      File("models/\(name)/config.pbtxt", tritonConfiguration), File("requests/native.json", rows.native.text() + "\n"),
      File("requests/open-inference.json", rows.openInference.text() + "\n"),
      File("requests/examples.csv", rows.examples), File("Containerfile", containerFile),
      File("\(name).service", serviceUnit), File("kserve.yaml", manifest),
    ]
  }

  private static func name(from project: String) -> String {
    var name = ""
    for byte in project.lowercased().utf8.prefix(40) {
      let isPlain = byte >= 0x61 && byte <= 0x7A || byte >= 0x30 && byte <= 0x39
      if isPlain { name.append(Character(Unicode.Scalar(byte))) } else if name.last != "-" { name.append("-") }
    }
    while name.hasPrefix("-") { name.removeFirst() }
    while name.hasSuffix("-") { name.removeLast() }
    // A cluster's names begin with a letter.
    return name.first?.isLetter == true ? name : "model" + (name.isEmpty ? "" : "-" + name)
  }
}
