import Tabular
import Testing

@Suite("Writing delimited text")
struct WriterTests {
  @Test("fields are quoted where they must be, and only there")
  func quotes() {
    let strings = ["plain", "a,b", "say \"hi\"", "two\nlines", "cr\rhere", " spaces ", nil]
    var text = TextValues()
    for string in strings { text.append(string) }
    let table = Table(columns: [
      Column(name: "s,t", values: .text(text)), Column(name: "n", values: .numeric([1, 2.5, -0.1, 1e300, 5, 6, .nan])),
    ])
    let expected = """
      "s,t",n
      plain,1
      "a,b",2.5
      "say ""hi""\",-0.1
      "two
      lines",1e+300
      "cr\rhere",5
       spaces ,6
      ,

      """
    #expect(String(decoding: DelimitedWriter().bytes(of: table), as: UTF8.self) == expected)
    #expect(String(decoding: DelimitedWriter(separator: .tab).bytes(of: table), as: UTF8.self).contains("\na,b\t2.5\n"))
  }

  @Test("a missing value in a single column is no blank line")
  func singleColumn() throws {
    let table = Table(columns: [Column(name: "a", values: .numeric([1, .nan, 3]))])
    let again = try DelimitedReader.read(bytes: DelimitedWriter().bytes(of: table)).table
    #expect(again == table)
  }
}
