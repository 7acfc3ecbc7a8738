extension String {
  /// As a cell of CSV: in quotes where it would end the cell or the line otherwise.
  var sheetCell: String {
    guard utf8.contains(where: { [0x2C, 0x22, 0x0A, 0x0D].contains($0) }) else { return self }
    var quoted: [UInt8] = [0x22]
    for byte in utf8 {
      if byte == 0x22 { quoted.append(0x22) }
      quoted.append(byte)
    }
    return String(decoding: quoted + [0x22], as: UTF8.self)
  }
}
