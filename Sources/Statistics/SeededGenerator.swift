/// A small, fast generator whose numbers depend on nothing but its seed: xoshiro256++ seeded by SplitMix64.
///
/// The same seed gives the same numbers on every machine and with every version of the standard library, as long as
/// the helpers of this type are used: `shuffled()` and `Int.random(in:using:)` of the library may change.
/// Not for secrets.
///
/// Source: D. Blackman, S. Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47 (2021).
@frozen
public struct SeededGenerator: RandomNumberGenerator, Sendable, Hashable {
  @usableFromInline var s0: UInt64
  @usableFromInline var s1: UInt64
  @usableFromInline var s2: UInt64
  @usableFromInline var s3: UInt64

  public init(seed: UInt64) {
    var mixer = SplitMix64(state: seed)
    s0 = mixer.next()
    s1 = mixer.next()
    s2 = mixer.next()
    s3 = mixer.next()
  }

  /// One of many unrelated sequences of a seed: give each part of a program a stream of its own, so that drawing
  /// more in one part moves nothing in another.
  public init(seed: UInt64, stream: UInt64) {
    var mixer = SplitMix64(state: stream)
    self.init(seed: seed ^ mixer.next())
  }

  /// The four words of state, to continue later exactly here.
  public var state: SIMD4<UInt64> { SIMD4(s0, s1, s2, s3) }

  /// Continues from a saved state. All zeros, which the generator could never leave, stands for seed 0.
  public init(state: SIMD4<UInt64>) {
    self.init(seed: 0)
    if state != .zero { (s0, s1, s2, s3) = (state[0], state[1], state[2], state[3]) }
  }

  @inlinable
  public mutating func next() -> UInt64 {
    let sum = s0 &+ s3
    let result = (sum << 23 | sum >> 41) &+ s0
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = s3 << 45 | s3 >> 19
    return result
  }
}

/// Steele, Lea and Flood's SplitMix64: turns any seed, however regular, into well-mixed words.
public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable {
  private var state: UInt64

  public init(state: UInt64) { self.state = state }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
