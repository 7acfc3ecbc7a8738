import Learning

public struct ONNXModel: Sendable, Equatable {
  public let foreign: ForeignModel
  public init(_ bytes: [UInt8]) throws(InterchangeError) {
    throw .unsupported(what: "ONNX files are not read yet", mend: "")
  }
}
