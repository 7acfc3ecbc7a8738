import Boosting
import Encoding
import Learning

/// A model file of some other program, told by its first bytes.
public enum ForeignFile: Sendable, Equatable, CaseIterable {
  case xgboost, lightGBM, onnx

  /// Bytes that any model file may have.
  public static let byteLimit = 256 << 20

  /// - Throws: `InterchangeError.unsupported` for bytes that are none of these.
  public init(_ bytes: [UInt8]) throws(InterchangeError) {
    let text = bytes.prefix(64).drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    if text.first == UInt8(ascii: "{") {
      self = .xgboost
    } else if text.starts(with: "tree\n".utf8) || text.starts(with: "tree\r".utf8) {
      self = .lightGBM
    } else if bytes.first == 0x08 {
      // The first field of an ONNX file, the version of its form.
      self = .onnx
    } else {
      throw Self.unknown(bytes)
    }
  }

  private static func unknown(_ bytes: [UInt8]) -> InterchangeError {
    let mend = "save it as XGBoost JSON or UBJSON, LightGBM text (model.txt), or ONNX"
    if bytes.isEmpty { return .unsupported(what: "the file is empty", mend: mend) }
    if bytes[0] == 0x80 {
      return .unsupported(what: "it is a pickle, which is a program and no model file", mend: mend)
    }
    if bytes.starts(with: "binf".utf8) {
      return .unsupported(what: "it is XGBoost's old binary form, which XGBoost itself gave up in 3.1", mend: mend)
    }
    return .unsupported(what: "it is no model file that is known here", mend: mend)
  }

  /// Reads the model and trusts none of the bytes: time and memory are bounded by their number.
  ///
  /// - Throws: `InterchangeError`, one line with its mend.
  public static func model(_ bytes: [UInt8]) throws(InterchangeError) -> ForeignModel {
    guard bytes.count <= byteLimit else { throw .tooLarge(what: "\(bytes.count) bytes") }
    switch try ForeignFile(bytes) {
    case .xgboost:
      do {
        return ForeignModel(try XGBoostModel(json: bytes))
      } catch {
        throw .unsupported(
          what: "\(error)", mend: "\(error)".contains("; ") ? "" : "save it again with Booster.save_model(\"….json\")")
      }
    case .lightGBM: return try LightGBMModel(text: bytes).foreign
    case .onnx: return try ONNXModel(bytes).foreign
    }
  }
}
