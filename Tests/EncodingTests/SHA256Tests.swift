import Encoding
import Testing

@Suite struct SHA256Tests {
  // FIPS 180-4 examples (NIST CSRC, "SHA256.pdf" and the long messages of SHAVS), again by coreutils' sha256sum.
  @Test(
    "The standard's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
    ])
  func examples(message: String, digest: String) {
    #expect(SHA256.hex(of: Array(message.utf8)) == digest)
  }

  @Test("A million letters, in pieces that never fit the blocks")
  func million() {
    let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 9973)
    var hash = SHA256()
    var left = 1_000_000
    while left > 0 {
      letters[..<min(left, letters.count)].withUnsafeBytes { hash.update($0) }
      left -= min(left, letters.count)
    }
    #expect(hash.finish() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("Every length round the ends of blocks, each in two pieces")
  func lengths() {
    var digests = ""
    for count in 0..<200 {
      let bytes = (0..<count).map { UInt8(($0 * 7 + count) % 256) }
      var hash = SHA256()
      bytes[..<(count / 3)].withUnsafeBytes { hash.update($0) }
      bytes[(count / 3)...].withUnsafeBytes { hash.update($0) }
      digests += hash.finish()
    }
    // The same by Python's hashlib, whole.
    #expect(
      SHA256.hex(of: Array(digests.utf8)) == "b8f5d54cfd1cbbcae2003d1365d9fab7e5bc61813fa3486ee6a6a6bf38db4745")
  }
}
