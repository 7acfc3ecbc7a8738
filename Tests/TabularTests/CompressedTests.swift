import CZlib
import Glibc
import Tabular
import Testing

@Suite("Compressed files and pipes")
struct CompressedTests {
  /// One gzip member (RFC 1952) around the deflate data of a zlib stream (RFC 1950).
  private func gzip(_ text: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    precondition(cz_deflate_init(&stream, 6) == Z_OK)
    defer { deflateEnd(&stream) }
    var input = text
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(text.count))))
    let size = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
        return output.count - Int(stream.avail_out)
      }
    }
    let check = UInt32(truncatingIfNeeded: crc32(0, text, UInt32(text.count)))
    let tail = [check, UInt32(text.count)].flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + output[2..<size - 4] + tail
  }

  private let table = Array("a,b\n1,x\n2,y\n".utf8)

  @Test("gzip is known by its first bytes, whatever the file is called")
  func gzipped() throws {
    let data = try DelimitedReader.read(bytes: gzip(table))
    #expect(data.dialect.isCompressed)
    #expect(data.table.numbers("a") == [1, 2])
  }

  @Test("members joined end to end are one text, and padding behind them is nothing")
  func members() throws {
    let bytes = gzip(Array(table[..<6])) + gzip(Array(table[6...])) + gzip(table.suffix(4)) + [0, 0, 0]
    let data = try DelimitedReader.read(bytes: bytes)
    #expect(data.table.numbers("a") == [1, 2, 2])
  }

  @Test("a member cut short or altered is damaged, wherever that shows")
  func damaged() {
    let bytes = gzip(Array("a,b\n".utf8) + (0..<5000).flatMap { Array("\($0 * $0 % 7919),x\n".utf8) })
    for end in [bytes.count - 1, bytes.count - 8, bytes.count / 2, 11] {
      #expect(readingError(Array(bytes[..<end]))?.problem == .damagedGzip(reason: "it ends too soon"))
    }
    var altered = bytes
    altered[bytes.count - 6] ^= 1
    #expect(readingError(altered)?.problem == .damagedGzip(reason: "incorrect data check"))
  }

  @Test("a bomb ends at the byte limit")
  func bomb() {
    var options = ReadOptions()
    options.byteLimit = 4 << 20
    let bomb = gzip(Array("a\n".utf8) + [UInt8](repeating: UInt8(ascii: "\n"), count: 40 << 20))
    #expect(bomb.count < 100_000)
    #expect(readingError(bomb, options)?.problem == .byteLimit(4 << 20))
  }

  @Test("what swells as no table does is told to be a bomb long before the byte limit")
  func swelling() {
    let bomb = gzip(Array("a\n".utf8) + [UInt8](repeating: UInt8(ascii: "\n"), count: 40 << 20))
    guard case .decompressionBomb(let times)? = readingError(bomb, ReadOptions())?.problem else {
      Issue.record("the bomb was read")
      return
    }
    #expect(times > 500)
  }

  @Test("a column that must be read again is, from the start of the compressed text")
  func rereading() throws {
    var text = "a,b\n"
    for row in 0..<150_000 { text += "\(row % 1000),second column\n" }
    text += "x,y\n"
    let data = try DelimitedReader.read(bytes: gzip(Array(text.utf8)))
    #expect(data.table.rowCount == 150_001)
    #expect(data.table.row(150_000) == ["x", "y"])
    #expect(data.table.row(1234) == ["234", "second column"])
  }

  @Test("what cannot be read twice is taken into memory first")
  func pipe() throws {
    var ends: [Int32] = [0, 0]
    try #require(Glibc.pipe(&ends) == 0)
    #expect(write(ends[1], table, table.count) == table.count)
    close(ends[1])
    defer { close(ends[0]) }
    #expect(try DelimitedReader.read(path: "/dev/fd/\(ends[0])").table.numbers("a") == [1, 2])
  }

  @Test("a table written to a file is read back from it")
  func file() throws {
    var name = Array("/tmp/tabular-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    try #require(descriptor >= 0)
    close(descriptor)
    let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unlink(path) }
    let written = try DelimitedReader.read(bytes: table).table
    try DelimitedWriter().write(written, to: path)
    #expect(try DelimitedReader.read(path: path).table == written)
    // sha256sum of the same bytes.
    #expect(try ContentHash.sha256(ofFile: path) == "15920f3fb7c051cc15fceee84432e8803a139a9b53a4ea832c37bf1109e200cf")
  }
}
