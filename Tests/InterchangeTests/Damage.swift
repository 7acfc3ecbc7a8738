import Statistics

/// Damaged copies of a file: bytes changed, taken out, doubled, cut off.
enum Damage {
  static func each(of bytes: [UInt8], seed: UInt64, count: Int, _ body: ([UInt8]) -> Void) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<count {
      var copy = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        guard !copy.isEmpty else { break }
        let place = Int.random(in: 0..<copy.count, using: &random)
        let end = min(copy.count, place + Int.random(in: 1...40, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: copy[place] = UInt8.random(in: 0...255, using: &random)
        case 1: copy[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: copy.removeSubrange(place..<end)
        case 3: copy.insert(contentsOf: copy[place..<end], at: place)
        case 4: copy.replaceSubrange(place..<end, with: [UInt8](repeating: 0x39, count: end - place))
        default: copy.removeSubrange(place...)
        }
      }
      body(copy)
    }
  }
}
