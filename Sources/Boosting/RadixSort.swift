/// Sorts keys in place, 11 bits at a time from the lowest; `spare` is as long as `keys`.
func radixSort(_ keys: UnsafeMutableBufferPointer<Int32>, spare: UnsafeMutableBufferPointer<Int32>) {
  let digitBits = 11
  let digitCount = 1 << digitBits
  var (source, target) = (keys, spare)
  withUnsafeTemporaryAllocation(of: Int.self, capacity: digitCount) { starts in
    for shift in stride(from: 0, to: 32, by: digitBits) {
      // The sign bit is turned so that negative keys come first.
      let digit = { (key: Int32) in
        Int(((UInt32(bitPattern: key) ^ 0x8000_0000) >> UInt32(shift)) & UInt32(digitCount - 1))
      }
      starts.initialize(repeating: 0)
      for key in source { starts[digit(key)] += 1 }
      var next = 0
      for index in starts.indices { (starts[index], next) = (next, next + starts[index]) }
      for key in source {
        let place = digit(key)
        target[starts[place]] = key
        starts[place] += 1
      }
      swap(&source, &target)
    }
  }
  // Three passes end in the spare memory.
  _ = keys.update(fromContentsOf: spare)
}
