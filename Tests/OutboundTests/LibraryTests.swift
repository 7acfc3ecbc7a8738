import Outbound
import Testing

@Suite struct LibraryTests {
  @Test("The HTTP client library that is linked says which it is")
  func version() { #expect(HTTPClientLibrary.version.first?.isNumber == true) }
}
