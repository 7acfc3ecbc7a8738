/// An integer that orders as its float does, so that comparing needs no branch.
///
/// −0 and 0 share a key. NaN has keys beyond both infinities, which callers replace before they compare.
@inline(__always)
func orderedKey(_ value: Float) -> Int32 {
  let bits = Int32(bitPattern: (value + 0).bitPattern)
  return bits ^ ((bits >> 31) & 0x7fff_ffff)
}

/// The float that has the key.
func floatValue(ofKey key: Int32) -> Float {
  Float(bitPattern: UInt32(bitPattern: key ^ ((key >> 31) & 0x7fff_ffff)))
}
