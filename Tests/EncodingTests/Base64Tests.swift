import Encoding
import Testing

@Suite struct Base64Tests {
  // RFC 4648, section 10.
  @Test(
    "The examples of the standard, both ways",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"),
    ])
  func standard(plain: String, text: String) {
    #expect(Base64.text(of: Array(plain.utf8)) == text)
    #expect(Base64.bytes(of: text) == Array(plain.utf8))
  }

  @Test("Every byte comes back")
  func everyByte() {
    let bytes = (0..<256).map { UInt8($0) } + [255, 255, 254]
    #expect(Base64.bytes(of: Base64.text(of: bytes)) == bytes)
  }

  @Test(
    "What is no such text is none",
    arguments: ["Z", "Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm9-", "Zm 9v", "=Zg="])
  func broken(text: String) { #expect(Base64.bytes(of: text) == nil) }
}

@Suite struct HMACTests {
  // RFC 4231, test cases 1, 2 and 6.
  @Test(
    "The examples of the standard",
    arguments: [
      (
        [UInt8](repeating: 0x0b, count: 20), "Hi There",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Array("Jefe".utf8), "what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
    ])
  func standard(key: [UInt8], message: String, digits: String) {
    #expect(HMACSHA256.hex(key: key, message: Array(message.utf8)) == digits)
  }
}
