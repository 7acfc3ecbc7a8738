/// Datatypes of the protocol's tensors.
enum TensorType: String, Sendable, Equatable {
  case bool = "BOOL"
  case uint8 = "UINT8"
  case uint16 = "UINT16"
  case uint32 = "UINT32"
  case uint64 = "UINT64"
  case int8 = "INT8"
  case int16 = "INT16"
  case int32 = "INT32"
  case int64 = "INT64"
  case half = "FP16"
  case brain = "BF16"
  case float = "FP32"
  case double = "FP64"
  case bytes = "BYTES"

  /// Bytes of an element in binary form; nil where each has its own length.
  var size: Int? {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .half, .brain: 2
    case .uint32, .int32, .float: 4
    case .uint64, .int64, .double: 8
    case .bytes: nil
    }
  }
}
