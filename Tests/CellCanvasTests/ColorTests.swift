import CellCanvas
import Testing

@Suite struct ColorTests {
  // From xterm's own table (256colres.h is generated from the same rule).
  @Test(
    "Palette entries have the colours xterm gives them",
    arguments: [
      (16, 0, 0, 0), (110, 0x87, 0xAF, 0xD7), (196, 255, 0, 0), (231, 255, 255, 255), (232, 8, 8, 8),
      (255, 238, 238, 238),
    ])
  func palette(index: Int, red: Int, green: Int, blue: Int) throws {
    let components = try #require(Color.indexed(UInt8(index)).components)
    #expect(components == (red, green, blue))
  }

  @Test("Every cube and grey colour comes back as an entry of the same colour")
  func roundTrip() throws {
    for index in UInt8(16)...255 {
      let (red, green, blue) = try #require(Color.indexed(index).components)
      let exact = Color.rgb(red: UInt8(red), green: UInt8(green), blue: UInt8(blue))
      let reduced = try #require(exact.reduced(to: .indexed256).components)
      #expect(reduced == (red, green, blue))
    }
  }

  @Test("Twenty-four bits become the nearest entry, then the nearest of sixteen, then nothing")
  func ladder() {
    let color = Color.rgb(red: 0x88, green: 0xAD, blue: 0xD9)
    #expect(color.reduced(to: .truecolor) == color)
    #expect(color.reduced(to: .indexed256) == .indexed(110))
    #expect(Color.rgb(red: 250, green: 3, blue: 9).reduced(to: .ansi16) == .indexed(9))
    #expect(Color.indexed(196).reduced(to: .ansi16) == .indexed(9))
    #expect(color.reduced(to: .monochrome) == .terminal)
    for depth in ColorDepth.allCases { #expect(Color.terminal.reduced(to: depth) == .terminal) }
  }

  // WCAG 2.1: white on black is 21; #767676 on white is 4.54, the well-known least grey that passes.
  @Test("Contrast is WCAG's ratio")
  func contrast() throws {
    let white = Color.rgb(red: 255, green: 255, blue: 255)
    let black = Color.rgb(red: 0, green: 0, blue: 0)
    let grey = Color.rgb(red: 0x76, green: 0x76, blue: 0x76)
    #expect(abs(try #require(white.contrast(with: black)) - 21) < 1e-9)
    #expect(abs(try #require(grey.contrast(with: white)) - 4.54) < 0.005)
    #expect(Color.terminal.contrast(with: white) == nil)
  }

  @Test("Colours read as theme files write them")
  func description() {
    #expect("\(Color.rgb(red: 1, green: 255, blue: 16))" == "#01ff10")
    #expect("\(Color.indexed(7))" == "7")
    #expect(
      "\(Style(foreground: .indexed(7), background: .terminal, attributes: [.bold, .reverse]))"
        == "bold reverse 7 on default")
  }
}
