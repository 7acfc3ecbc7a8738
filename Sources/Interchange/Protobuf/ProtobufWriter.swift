/// Writes messages in Protocol Buffers' wire format: fields with a number and a type, one after the other.
///
/// Source: protobuf.dev, "Encoding". Numbers of a list stand together (packed), which every reader takes.
struct ProtobufWriter: Sendable {
  private(set) var bytes: [UInt8] = []

  private enum Wire: UInt64 {
    case varint = 0
    case fixed64 = 1
    case lengthDelimited = 2
    case fixed32 = 5
  }

  mutating func integer(_ field: UInt64, _ value: Int64) {
    tag(field, .varint)
    varint(UInt64(bitPattern: value))
  }

  mutating func float(_ field: UInt64, _ value: Float) {
    tag(field, .fixed32)
    append(value)
  }

  mutating func text(_ field: UInt64, _ text: String) { blob(field, Array(text.utf8)) }

  mutating func blob(_ field: UInt64, _ content: [UInt8]) {
    tag(field, .lengthDelimited)
    varint(UInt64(content.count))
    bytes += content
  }

  mutating func message(_ field: UInt64, _ fill: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    fill(&inner)
    blob(field, inner.bytes)
  }

  mutating func integers(_ field: UInt64, _ values: [Int64]) {
    guard !values.isEmpty else { return }
    var inner = ProtobufWriter()
    for value in values { inner.varint(UInt64(bitPattern: value)) }
    blob(field, inner.bytes)
  }

  mutating func floats(_ field: UInt64, _ values: [Float]) {
    guard !values.isEmpty else { return }
    var inner = ProtobufWriter()
    for value in values { inner.append(value) }
    blob(field, inner.bytes)
  }

  /// Fields that were written apart.
  mutating func append(raw fields: [UInt8]) { bytes += fields }

  private mutating func tag(_ field: UInt64, _ wire: Wire) { varint(field << 3 | wire.rawValue) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func append(_ value: Float) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
