import Gateway
import Testing

@Suite struct LibraryTests {
  @Test("The HTTP library that is linked says which it is")
  func version() { #expect(HTTPServerLibrary.version.first?.isNumber == true) }
}
