import Glibc

/// Numbers that look alive and are the same on every machine.
enum Wave {
  /// Between -1 and 1, from an integer hash: no two neighbours alike.
  static func noise(_ index: Int, _ seed: Int = 0) -> Double {
    var bits = UInt64(bitPattern: Int64(index &* 7919 &+ seed &* 104_729 &+ 12_345))
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    return Double(bits >> 11) / Double(1 << 53) * 2 - 1
  }

  /// A bell of counts over bins.
  static func bell(_ bins: Int, center: Double, width: Double, total: Int) -> [Int] {
    let weights = (0..<bins).map { exp(-0.5 * pow((Double($0) - center) / width, 2)) }
    let sum = weights.reduce(0, +)
    return weights.map { Int(Double(total) * $0 / sum) }
  }

  static func shares(_ counts: [Int]) -> [Double] {
    let total = Double(max(1, counts.reduce(0, +)))
    return counts.map { Double($0) / total }
  }
}
