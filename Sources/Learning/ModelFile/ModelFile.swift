import Encoding

/// The container of a model: a JSON header that says what it is, and named sections of bytes.
///
/// Layout, little-endian: `SEXTMODL`, format version (UInt32), length of the whole file (UInt64), header, number of
/// sections (UInt32), each section's name and bytes by ascending name, and the SHA-256 of all before it as 64
/// hexadecimal digits. Texts and sections are a UInt64 length and their bytes. Equal content gives equal bytes: no
/// time, path or machine is in it.
public struct ModelFile: Sendable, Equatable {
  /// The format this build writes; it reads this one and older ones.
  public static let formatVersion: UInt32 = 1

  public var header: JSON
  public var sections: [String: [UInt8]]

  public init(header: JSON, sections: [String: [UInt8]]) {
    self.header = header
    self.sections = sections
  }

  private static let magic = Array("SEXTMODL".utf8)
  private static let digestCount = 64

  /// The file's bytes.
  public func encode() -> [UInt8] {
    var body = ByteWriter()
    body.append(header.text())
    body.append(UInt32(sections.count))
    for (name, bytes) in sections.sorted(by: { $0.key < $1.key }) {
      body.append(name)
      body.append(bytes)
    }
    let total = Self.magic.count + 4 + 8 + body.bytes.count + Self.digestCount
    var writer = ByteWriter()
    writer.append(raw: Self.magic)
    writer.append(Self.formatVersion)
    writer.append(UInt64(total))
    writer.append(raw: body.bytes)
    writer.append(raw: Array(SHA256.hex(of: writer.bytes).utf8))
    return writer.bytes
  }

  /// Reads what `encode` wrote and trusts none of it.
  ///
  /// - Parameter isWhole: the bytes have been held against their hash already; the file's own checksum is not computed.
  public init(decoding bytes: [UInt8], isWhole: Bool = false) throws(ModelFileError) {
    guard bytes.starts(with: Self.magic) else { throw .notAModel }
    var reader = ByteReader(bytes, offset: Self.magic.count)
    do {
      let version = try reader.read(UInt32.self)
      guard version <= Self.formatVersion else {
        throw ModelFileError.newerFormat(found: version, known: Self.formatVersion)
      }
      let total = try reader.read(UInt64.self)
      guard UInt64(bytes.count) >= total else {
        throw ModelFileError.truncated(expected: total, found: bytes.count)
      }
      let bodyEnd = bytes.count - Self.digestCount
      guard UInt64(bytes.count) == total, bodyEnd >= reader.offset,
        isWhole || Array(bytes[bodyEnd...]) == Array(SHA256.hex(of: Array(bytes[..<bodyEnd])).utf8)
      else { throw ModelFileError.damaged("its checksum differs") }
      header = try JSON(parsing: reader.readArray(of: UInt8.self))
      sections = [:]
      for _ in 0..<(try reader.read(UInt32.self)) {
        let name = try reader.readString()
        sections[name] = try reader.readArray(of: UInt8.self)
      }
      guard reader.offset == bodyEnd else { throw ModelFileError.damaged("bytes are left over") }
    } catch let error as ModelFileError {
      throw error
    } catch let error as ByteError {
      // What is too short even for its own length field is cut off rather than damaged.
      throw bytes.count < Self.magic.count + 12
        ? .truncated(expected: UInt64(Self.magic.count + 12), found: bytes.count) : .damaged("\(error)")
    } catch {
      throw .damaged("\(error)")
    }
  }
}
