import Encoding
import Testing

@Suite struct ByteCodingTests {
  @Test("What was written is read back")
  func roundTrip() throws {
    var writer = ByteWriter()
    writer.append(UInt8(7))
    writer.append(Int64.min)
    writer.append([1.5, -.infinity, .nan])
    writer.append("é€")
    writer.append([UInt16]())
    writer.append(raw: [1, 2])
    var reader = ByteReader(writer.bytes)
    #expect(try reader.read(UInt8.self) == 7)
    #expect(try reader.read(Int64.self) == .min)
    let values = try reader.readArray(of: Double.self)
    #expect(values.count == 3 && values[0] == 1.5 && values[1] == -.infinity && values[2].isNaN)
    #expect(try reader.readString() == "é€")
    #expect(try reader.readArray(of: UInt16.self).isEmpty)
    #expect(reader.remaining == 2)
  }

  @Test("Numbers are little-endian, texts carry their length")
  func layout() {
    var writer = ByteWriter()
    writer.append(UInt32(0x0102_0304))
    writer.append("ab")
    #expect(writer.bytes == [4, 3, 2, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0x61, 0x62])
  }

  @Test("Bytes that end too soon are refused at every length")
  func truncated() throws {
    var writer = ByteWriter()
    writer.append([UInt64](0..<4))
    for count in writer.bytes.indices {
      var reader = ByteReader(Array(writer.bytes[..<count]))
      #expect(throws: ByteError.self) { try reader.readArray(of: UInt64.self) }
    }
  }

  @Test("A count that cannot be true allocates nothing", arguments: [UInt64.max, 1 << 62, 1 << 40, 3])
  func hostileCount(count: UInt64) {
    var writer = ByteWriter()
    writer.append(count)
    writer.append(UInt8(0))
    var reader = ByteReader(writer.bytes)
    #expect(throws: ByteError.self) { try reader.readArray(of: UInt64.self) }
  }
}
