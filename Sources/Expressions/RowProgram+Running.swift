import Glibc
import Tabular

extension RowProgram {
  /// Rows worked on at a time: a block of doubles stays in the first-level cache.
  static let blockRows = 1024

  /// Runs over the rows in blocks and hands each block of results over; nothing is allocated per row or block.
  func run(_ rows: Range<Int>, _ receive: (_ offset: Int, _ values: UnsafeBufferPointer<Double>) -> Void) {
    let stack = UnsafeMutablePointer<Double>.allocate(capacity: Swift.max(1, depth) * RowProgram.blockRows)
    defer { stack.deallocate() }
    var start = rows.lowerBound
    while start < rows.upperBound {
      let count = Swift.min(RowProgram.blockRows, rows.upperBound - start)
      run(from: start, count: count, stack)
      receive(start - rows.lowerBound, UnsafeBufferPointer(start: stack, count: count))
      start += count
    }
  }

  /// Leaves the results of one block at the bottom of the stack.
  private func run(from start: Int, count: Int, _ stack: UnsafeMutablePointer<Double>) {
    var top = stack
    for step in steps {
      switch step {
      case .negate: map(top - RowProgram.blockRows, count) { -$0 }
      case .not: map(top - RowProgram.blockRows, count) { $0.isNaN ? .nan : ($0 == 0 ? 1 : 0) }
      case .arithmetic(let operation):
        top -= RowProgram.blockRows
        apply(operation, top - RowProgram.blockRows, top, count)
      case .compare(let comparison):
        top -= RowProgram.blockRows
        apply(comparison, top - RowProgram.blockRows, top, count)
      case .logical(let operation):
        top -= RowProgram.blockRows
        apply(operation, top - RowProgram.blockRows, top, count)
      case .call(let function, let arguments):
        top -= (arguments - 1) * RowProgram.blockRows
        apply(function, arguments, top - RowProgram.blockRows, count)
      case .compareConstant(let comparison, let constant):
        compare(comparison, top - RowProgram.blockRows, constant, top - RowProgram.blockRows, count)
      case .arithmeticConstant(let operation, let constant):
        apply(operation, top - RowProgram.blockRows, constant, count)
      case .oneOf(let values): map(top - RowProgram.blockRows, count) { RowProgram.holds(values, $0) }
      case .keepWhere:
        top -= RowProgram.blockRows
        combine(top - RowProgram.blockRows, top, count) { $1 != 0 && !$1.isNaN ? $0 : .nan }
      case .constant, .numbers, .booleans, .times, .byCode, .sameLevel, .textTest, .missingText, .missingLevel,
        .compareNumbers:
        load(step, start, count, top)
        top += RowProgram.blockRows
      }
    }
  }
}

// MARK: - Loads

extension RowProgram {
  private func load(_ step: Step, _ start: Int, _ count: Int, _ to: UnsafeMutablePointer<Double>) {
    switch step {
    case .constant(let value): to.update(repeating: value, count: count)
    case .numbers(let values):
      values.withUnsafeBufferPointer { from in
        let block = UnsafeBufferPointer(rebasing: from[start..<start + count])
        if let base = block.baseAddress { to.update(from: base, count: count) }
      }
    case .booleans(let values):
      convert(values, start, count, to) { $0 == ColumnValues.missingBoolean ? .nan : Double($0) }
    case .times(let values):
      convert(values, start, count, to) { $0 == ColumnValues.missingTimestamp ? .nan : Double($0) / 1e6 }
    case .byCode(let codes, let table):
      table.withUnsafeBufferPointer { table in
        guard let base = table.baseAddress else { return to.update(repeating: .nan, count: count) }
        let levels = UInt32(truncatingIfNeeded: table.count)
        convert(codes, start, count, to) { $0 < levels ? base[Int($0)] : .nan }
      }
    case .sameLevel(let first, let second, let translation, let isEqual):
      loadSameLevel(first, second, translation, isEqual, start, count, to)
    case .textTest(let texts, let test): loadTest(texts, test, start, count, to)
    case .missingText(let flags): convert(flags, start, count, to) { $0 ? 1 : 0 }
    case .missingLevel(let codes): convert(codes, start, count, to) { $0 == CategoricalValues.missing ? 1 : 0 }
    case .compareNumbers(let values, let comparison, let constant):
      values.withUnsafeBufferPointer { from in
        let block = UnsafeBufferPointer(rebasing: from[start..<start + count])
        if let base = block.baseAddress { compare(comparison, base, constant, to, count) }
      }
    case .negate, .not, .arithmetic, .compare, .logical, .call, .compareConstant, .arithmeticConstant, .oneOf,
      .keepWhere:
      preconditionFailure("not a load")
    }
  }

  @inline(__always)
  private func convert<Element>(
    _ values: [Element], _ start: Int, _ count: Int, _ to: UnsafeMutablePointer<Double>, _ body: (Element) -> Double
  ) {
    values.withUnsafeBufferPointer { from in
      let block = UnsafeBufferPointer(rebasing: from[start..<start + count])
      for index in 0..<count { to[index] = body(block[index]) }
    }
  }

  private func loadSameLevel(
    _ first: [UInt32], _ second: [UInt32], _ translation: [UInt32], _ isEqual: Bool, _ start: Int, _ count: Int,
    _ to: UnsafeMutablePointer<Double>
  ) {
    let (same, other) = isEqual ? (1.0, 0.0) : (0.0, 1.0)
    for index in 0..<count {
      let (a, b) = (first[start + index], second[start + index])
      let isMissing = Int(a) >= translation.count || b == CategoricalValues.missing
      to[index] = isMissing ? .nan : (translation[Int(a)] == b ? same : other)
    }
  }

  private func loadTest(
    _ texts: TextValues, _ test: TextTest, _ start: Int, _ count: Int, _ to: UnsafeMutablePointer<Double>
  ) {
    texts.bytes.withUnsafeBytes { bytes in
      for index in 0..<count {
        let row = start + index
        let text = UnsafeRawBufferPointer(rebasing: bytes[texts.offsets[row]..<texts.offsets[row + 1]])
        to[index] = texts.isMissing[row] ? .nan : (test.holds(text) ? 1 : 0)
      }
    }
  }
}

// MARK: - Operations in place

extension RowProgram {
  @inline(__always)
  private func map(_ x: UnsafeMutablePointer<Double>, _ count: Int, _ body: (Double) -> Double) {
    for index in 0..<count { x[index] = body(x[index]) }
  }

  @inline(__always)
  private func combine(
    _ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int,
    _ body: (Double, Double) -> Double
  ) {
    for index in 0..<count { x[index] = body(x[index], y[index]) }
  }

  /// The switch stands outside the loops, so that each loop is one vectorised operation.
  private func apply(
    _ operation: ArithmeticOperator, _ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    switch operation {
    case .add: combine(x, y, count) { $0 + $1 }
    case .subtract: combine(x, y, count) { $0 - $1 }
    case .multiply: combine(x, y, count) { $0 * $1 }
    case .divide: combine(x, y, count) { $0 / $1 }
    case .remainder: combine(x, y, count) { fmod($0, $1) }
    }
  }

  private func apply(
    _ comparison: ComparisonOperator, _ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>,
    _ count: Int
  ) {
    switch comparison {
    case .less: compare(x, y, count, { $0 .< $1 }, { $0 < $1 })
    case .lessOrEqual: compare(x, y, count, { $0 .<= $1 }, { $0 <= $1 })
    case .greater: compare(x, y, count, { $0 .> $1 }, { $0 > $1 })
    case .greaterOrEqual: compare(x, y, count, { $0 .>= $1 }, { $0 >= $1 })
    case .equal: compare(x, y, count, { $0 .== $1 }, { $0 == $1 })
    case .notEqual: compare(x, y, count, { $0 .!= $1 }, { $0 != $1 })
    }
  }

  @inline(__always)
  private func compare(
    _ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int,
    _ holds: (Lanes, Lanes) -> SIMDMask<Lanes.MaskStorage>, _ holdsOne: (Double, Double) -> Bool
  ) {
    let whole = count & ~3
    for index in stride(from: 0, to: whole, by: 4) {
      let a = UnsafeRawPointer(x + index).loadUnaligned(as: Lanes.self)
      let b = UnsafeRawPointer(y + index).loadUnaligned(as: Lanes.self)
      let truths = Lanes.zero.replacing(with: 1, where: holds(a, b))
      let result = truths.replacing(with: .nan, where: (a .!= a) .| (b .!= b))
      UnsafeMutableRawPointer(x + index).storeBytes(of: result, as: Lanes.self)
    }
    for index in whole..<count {
      x[index] = x[index].isNaN || y[index].isNaN ? .nan : (holdsOne(x[index], y[index]) ? 1 : 0)
    }
  }

  /// Rows worked on by one instruction; the compiler does not find them behind the three outcomes by itself.
  typealias Lanes = SIMD4<Double>

  /// - Parameter x: may be the place of the results too.
  private func compare(
    _ comparison: ComparisonOperator, _ x: UnsafePointer<Double>, _ constant: Double,
    _ to: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    switch comparison {
    case .less: compare(x, constant, to, count, { $0 .< $1 }, { $0 < $1 })
    case .lessOrEqual: compare(x, constant, to, count, { $0 .<= $1 }, { $0 <= $1 })
    case .greater: compare(x, constant, to, count, { $0 .> $1 }, { $0 > $1 })
    case .greaterOrEqual: compare(x, constant, to, count, { $0 .>= $1 }, { $0 >= $1 })
    case .equal: compare(x, constant, to, count, { $0 .== $1 }, { $0 == $1 })
    case .notEqual: compare(x, constant, to, count, { $0 .!= $1 }, { $0 != $1 })
    }
  }

  /// - Parameters:
  ///   - holds: the comparison of several at once.
  ///   - holdsOne: the same of one, for the rows that are left over.
  @inline(__always)
  private func compare(
    _ x: UnsafePointer<Double>, _ constant: Double, _ to: UnsafeMutablePointer<Double>, _ count: Int,
    _ holds: (Lanes, Lanes) -> SIMDMask<Lanes.MaskStorage>, _ holdsOne: (Double, Double) -> Bool
  ) {
    let whole = count & ~3
    let bound = Lanes(repeating: constant)
    for index in stride(from: 0, to: whole, by: 4) {
      let values = UnsafeRawPointer(x + index).loadUnaligned(as: Lanes.self)
      let truths = Lanes.zero.replacing(with: 1, where: holds(values, bound))
      let result = truths.replacing(with: .nan, where: values .!= values)
      UnsafeMutableRawPointer(to + index).storeBytes(of: result, as: Lanes.self)
    }
    for index in whole..<count { to[index] = x[index].isNaN ? .nan : (holdsOne(x[index], constant) ? 1 : 0) }
  }

  private func apply(
    _ operation: LogicalOperator, _ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    let whole = count & ~3
    for index in stride(from: 0, to: whole, by: 4) {
      let a = UnsafeRawPointer(x + index).loadUnaligned(as: Lanes.self)
      let b = UnsafeRawPointer(y + index).loadUnaligned(as: Lanes.self)
      let isUnknown = (a .!= a) .| (b .!= b)
      let result: Lanes
      switch operation {
      case .and:
        result = Lanes(repeating: 1).replacing(with: .nan, where: isUnknown)
          .replacing(with: 0, where: (a .== 0) .| (b .== 0))
      case .or:
        let isTrue = ((a .!= 0) .& (a .== a)) .| ((b .!= 0) .& (b .== b))
        result = Lanes.zero.replacing(with: .nan, where: isUnknown).replacing(with: 1, where: isTrue)
      }
      UnsafeMutableRawPointer(x + index).storeBytes(of: result, as: Lanes.self)
    }
    for index in whole..<count { x[index] = operation.apply(x[index], y[index]) }
  }

  private func apply(
    _ operation: ArithmeticOperator, _ x: UnsafeMutablePointer<Double>, _ y: Double, _ count: Int
  ) {
    switch operation {
    case .add: map(x, count) { $0 + y }
    case .subtract: map(x, count) { $0 - y }
    case .multiply: map(x, count) { $0 * y }
    case .divide: map(x, count) { $0 / y }
    case .remainder: map(x, count) { fmod($0, y) }
    }
  }

  /// Whether a number is among others that ascend; missing when it is.
  private static func holds(_ values: [Double], _ x: Double) -> Double {
    guard !x.isNaN else { return .nan }
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < x { low = middle + 1 } else { high = middle }
    }
    return low < values.count && values[low] == x ? 1 : 0
  }

  /// - Parameter x: the first argument's block and the result's; the others follow block by block.
  private func apply(_ function: RowFunction, _ arguments: Int, _ x: UnsafeMutablePointer<Double>, _ count: Int) {
    switch function {
    case .abs: map(x, count) { Swift.abs($0) }
    case .sqrt: map(x, count) { $0.squareRoot() }
    case .log, .log10, .exp, .floor, .ceil, .isMissing, .year, .month, .day, .hour, .minute, .weekday, .dayOfYear:
      map(x, count) { function.apply($0) }
    case .round:
      if arguments == 1 {
        map(x, count) { $0.rounded() }
      } else {
        combine(x, x + RowProgram.blockRows, count) { RowFunction.rounded($0, $1) }
      }
    case .power: combine(x, x + RowProgram.blockRows, count) { pow($0, $1) }
    case .time: preconditionFailure("a time is a constant")
    case .coalesce:
      for argument in 1..<arguments {
        combine(x, x + argument * RowProgram.blockRows, count) { $0.isNaN ? $1 : $0 }
      }
    case .min:
      for argument in 1..<arguments { combine(x, x + argument * RowProgram.blockRows, count, RowFunction.smaller) }
    case .max:
      for argument in 1..<arguments { combine(x, x + argument * RowProgram.blockRows, count, RowFunction.larger) }
    case .choose:
      let (y, z) = (x + RowProgram.blockRows, x + 2 * RowProgram.blockRows)
      for index in 0..<count { x[index] = RowFunction.chosen(x[index], y[index], z[index]) }
    }
  }
}
