/// Elements of a tensor in binary form: little-endian, in rows, without gaps.
struct BinaryElements {
  let bytes: UnsafeRawBufferPointer
  /// Of the elements of a row.
  let fields: [Int]
  let count: Int

  func read(_ type: TensorType, into rows: inout RowCells) throws(RowError) {
    switch type {
    case .bool: try booleans(&rows)
    case .uint8: try integers(UInt8.self, &rows)
    case .uint16: try integers(UInt16.self, &rows)
    case .uint32: try integers(UInt32.self, &rows)
    case .uint64: try integers(UInt64.self, &rows)
    case .int8: try integers(Int8.self, &rows)
    case .int16: try integers(Int16.self, &rows)
    case .int32: try integers(Int32.self, &rows)
    case .int64: try integers(Int64.self, &rows)
    case .half: try numbers(UInt16.self, &rows) { BinaryElements.double(half: $0) }
    case .brain: try numbers(UInt16.self, &rows) { Double(Float(bitPattern: UInt32($0) << 16)) }
    case .float: try numbers(UInt32.self, &rows) { Double(Float(bitPattern: $0)) }
    case .double: try numbers(UInt64.self, &rows) { Double(bitPattern: $0) }
    case .bytes: try texts(&rows)
    }
  }

  /// Row and field of an element.
  @inline(__always)
  private func place(_ index: Int) -> (row: Int, field: Int) {
    fields.count == 1 ? (index, fields[0]) : (index / fields.count, fields[index % fields.count])
  }

  @inline(__always)
  private func element<Bits: FixedWidthInteger>(_ type: Bits.Type, _ index: Int) throws(RowError) -> Bits {
    let width = Bits.bitWidth / 8
    guard index < bytes.count / width else { throw RowError("the tensor's bytes end too early") }
    return Bits(littleEndian: bytes.loadUnaligned(fromByteOffset: index * width, as: Bits.self))
  }

  @inline(__always)
  private func numbers<Bits: FixedWidthInteger>(
    _ type: Bits.Type, _ rows: inout RowCells, _ value: (Bits) -> Double
  ) throws(RowError) {
    for index in 0..<count {
      let (row, field) = place(index)
      let value = value(try element(type, index))
      if rows.fields.isPlainNumber(field) { rows.set(row, field, value) } else { try rows.setNumber(row, field, value) }
    }
  }

  private func integers<Bits: FixedWidthInteger>(_ type: Bits.Type, _ rows: inout RowCells) throws(RowError) {
    for index in 0..<count {
      let (row, field) = place(index)
      let value = try element(type, index)
      try rows.setNumber(row, field, Double(value))
      // Ids keep the digits that a double would lose.
      if field == rows.fields.idField { rows.setID(row, String(value)) }
    }
  }

  private func booleans(_ rows: inout RowCells) throws(RowError) {
    for index in 0..<count {
      let (row, field) = place(index)
      let byte = try element(UInt8.self, index)
      guard byte <= 1 else { throw RowError("a BOOL is the byte 0 or 1, not \(byte)", row: row) }
      try rows.setBool(row, field, byte == 1)
    }
  }

  /// Each a length of four bytes and as many bytes.
  private func texts(_ rows: inout RowCells) throws(RowError) {
    var offset = 0
    for index in 0..<count {
      let (row, field) = place(index)
      guard bytes.count - offset >= 4 else { throw RowError("the tensor's bytes end within a length", row: row) }
      let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
      offset += 4
      guard length <= bytes.count - offset else { throw RowError("the tensor's bytes end within a text", row: row) }
      let text = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
      guard JSONCursor.isText(text) else { throw RowError("a text is not UTF-8", row: row) }
      try rows.setText(row, field, text.bindMemory(to: UInt8.self), readsNumbers: true)
      offset += length
    }
    guard offset == bytes.count else { throw RowError("\(bytes.count - offset) bytes follow the last text") }
  }

  /// IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction.
  static func double(half bits: UInt16) -> Double {
    let fraction = Double(bits & 0x3FF)
    let magnitude: Double =
      switch bits >> 10 & 0x1F {
      case 0: fraction * 0x1p-24
      case 0x1F: fraction == 0 ? .infinity : .nan
      case let exponent: (1024 + fraction) * Double(sign: .plus, exponent: Int(exponent) - 25, significand: 1)
      }
    return bits >> 15 == 1 ? -magnitude : magnitude
  }
}
