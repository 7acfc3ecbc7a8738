/// Rows that a vector kernel handles at once; two SSE registers wide, which is what the portable build has.
let vectorWidth = 8

typealias Floats = SIMD8<Float>
typealias Ints = SIMD8<Int32>

@inline(__always)
func loadVector(_ base: UnsafePointer<Float>, at index: Int) -> Floats {
  UnsafeRawPointer(base + index).loadUnaligned(as: Floats.self)
}

@inline(__always)
func loadVector(_ base: UnsafePointer<Int32>, at index: Int) -> Ints {
  UnsafeRawPointer(base + index).loadUnaligned(as: Ints.self)
}

/// Rounds to the nearest integer by adding 1.5 · 2²³, where a float has no fraction left; |x| < 2²².
@inline(__always)
func rounded(_ x: Floats) -> Ints {
  unsafeBitCast(x + 12_582_912, to: Ints.self) &- 0x4b40_0000
}

/// e^−|x| to six digits: 2^whole by the exponent bits, 2^fraction by its Taylor polynomial.
@inline(__always)
func expOfNegatedMagnitude(_ x: Floats) -> Floats {
  var t = x
  t.replace(with: -x, where: x .> 0)
  t *= 1.442_695_04
  // 2^−126 is the least normal float; what lies below rounds to nothing anyway.
  t.replace(with: Floats(repeating: -126), where: t .< -126)
  let shifted = t + 12_582_912
  let whole = unsafeBitCast(shifted, to: Ints.self) &- 0x4b40_0000
  let fraction = t - (shifted - 12_582_912)
  var power = Floats(repeating: 1.540_353e-4)
  power = power * fraction + 1.333_356e-3
  power = power * fraction + 9.618_129e-3
  power = power * fraction + 5.550_411e-2
  power = power * fraction + 0.240_226_51
  power = power * fraction + 0.693_147_18
  power = power * fraction + 1
  let scale = unsafeBitCast((whole &+ 127) &<< 23, to: Floats.self)
  return power * scale
}

/// ln(1 + e) for e in 0...1 to seven digits: 2 artanh(e / (2 + e)) by its series, the argument being at most ⅓.
@inline(__always)
func logOfOnePlus(_ e: Floats) -> Floats {
  let s = e / (e + 2)
  let square = s * s
  var series = Floats(repeating: 2.0 / 13)
  series = series * square + 2.0 / 11
  series = series * square + 2.0 / 9
  series = series * square + 2.0 / 7
  series = series * square + 2.0 / 5
  series = series * square + 2.0 / 3
  series = series * square + 2
  return series * s
}
