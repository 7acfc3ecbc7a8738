/// Puts the elements of tensors into rows: of one matrix whose columns are the inputs, or of one tensor for each input.
struct TensorRows {
  private let body: UnsafeRawBufferPointer
  private let table: InputTable
  private var scan: RowScan

  init(_ body: UnsafeRawBufferPointer, headerLength: Int, _ scanner: RowScanner) throws(RowError) {
    self.body = body
    table = scanner.table
    scan = try RowScan(UnsafeRawBufferPointer(rebasing: body[..<headerLength]), scanner)
  }

  mutating func request(_ tensors: [InputTensor]) throws(RowError) -> PredictionRequest {
    if let matrix = matrix(tensors) {
      try fill(matrix, Array(0..<table.width))
    } else {
      try InputNames.check(tensors.map(\.name), table, scan.unknown)
      for tensor in tensors {
        let field = table.field(named: tensor.name)
        if field >= 0 { try fill(tensor, [field]) }
      }
    }
    guard scan.rows.rowCount > 0 else { throw RowError("no rows") }
    return scan.rows.request()
  }

  /// The only tensor, unless it is a column by its name and shape.
  private func matrix(_ tensors: [InputTensor]) -> InputTensor? {
    guard tensors.count == 1, let tensor = tensors.first else { return nil }
    let isShapedAsRows = tensor.shape.count > 1 && table.width > 1 && width(of: tensor) == table.width
    return table.field(named: tensor.name) < 0 || isShapedAsRows ? tensor : nil
  }

  /// Elements of a row where the tensor is a matrix: [n, k], or [k] for a single row.
  private func width(of tensor: InputTensor) -> Int {
    tensor.shape.count > 1 ? tensor.shape.dropFirst().reduce(1, *) : tensor.count
  }

  /// - Parameter fields: of the elements of a row.
  private mutating func fill(_ tensor: InputTensor, _ fields: [Int]) throws(RowError) {
    do throws(RowError) {
      let count = tensor.count
      if fields.count == 1 {
        guard tensor.shape.isEmpty || tensor.shape[0] == count || tensor.shape == [1, count] else {
          throw RowError("shape \(tensor.shape) where a column is wanted: [n] or [n, 1]")
        }
      } else {
        guard width(of: tensor) == fields.count else {
          throw RowError(
            "shape \(tensor.shape) where rows of the \(fields.count) inputs are wanted: [n, \(fields.count)]")
        }
      }
      let rowCount = count / max(1, fields.count)
      guard scan.rows.rowCount == 0 || scan.rows.rowCount == rowCount else {
        throw RowError("\(rowCount) rows where the tensor before has \(scan.rows.rowCount)")
      }
      // Before there is room for them: a shape is quickly written.
      if case .json(let offset) = tensor.elements, count > scan.cursor.bytes.count - offset {
        throw RowError("fewer elements than the \(count) of the shape")
      }
      try scan.rows.addRows(until: rowCount)
      switch tensor.elements {
      case .none: break
      case .json(let offset): try scan.elements(from: offset, tensor.type, fields, count)
      case .binary(let range):
        let reader = BinaryElements(bytes: UnsafeRawBufferPointer(rebasing: body[range]), fields: fields, count: count)
        try reader.read(tensor.type, into: &scan.rows)
      }
    } catch {
      var error = error
      error.field = error.field ?? tensor.name
      throw error
    }
  }
}

extension RowScan {
  /// Elements of a tensor from a list, flat or nested, in order.
  mutating func elements(
    from offset: Int, _ type: TensorType, _ fields: [Int], _ count: Int
  ) throws(RowError) {
    cursor.position = offset
    var index = 0
    if cursor.byte == UInt8(ascii: "[") {
      cursor.position += 1
      try elements(type, fields, count, &index, depth: 1)
    } else {
      throw wanted("a list of elements")
    }
    guard index == count else { throw RowError("\(index) elements where the shape wants \(count)") }
  }

  private mutating func elements(
    _ type: TensorType, _ fields: [Int], _ count: Int, _ index: inout Int, depth: Int
  ) throws(RowError) {
    guard depth <= InferenceRequest.dimensionsMax else { throw RowError("'data' is nested too deeply") }
    var isFirst = true
    while try cursor.nextElement(&isFirst) {
      if cursor.byte == UInt8(ascii: "[") {
        cursor.position += 1
        try elements(type, fields, count, &index, depth: depth + 1)
        continue
      }
      guard index < count else { throw RowError("more elements than the \(count) of the shape") }
      let row = fields.count == 1 ? index : index / fields.count
      try element(type, row, fields.count == 1 ? fields[0] : fields[index % fields.count])
      index += 1
    }
  }

  @inline(__always)
  private mutating func element(_ type: TensorType, _ row: Int, _ field: Int) throws(RowError) {
    let isText = cursor.byte == UInt8(ascii: "\"")
    if isText, type == .bytes {
      try rows.setText(row, field, try cursor.string(), readsNumbers: true)
    } else if isText {
      throw RowError(
        "a text in a tensor of \(type.rawValue)", row: row, field: table.name(field), offset: cursor.position)
    } else {
      try cell(row, field)
    }
  }
}
