import Encoding
import Testing

/// `sextant keys`: what holds, where it comes from, and what is wrong in a person's own file.
@Suite struct KeysContractTests {
  private func run(_ scratch: Scratch, _ words: String...) throws -> Program.Ending {
    try Program.run(
      [Program.sextant] + words,
      environment: ["XDG_CONFIG_HOME": scratch("config"), "XDG_STATE_HOME": scratch("state")])
  }

  @Test("Without a file the built-in keys hold")
  func builtIn() throws {
    let scratch = try Scratch()
    let document = try JSON(parsing: try run(scratch, "keys", "--json").output)
    #expect(document["style"]?.string == "both")
    #expect(document["file_exists"]?.bool == false)
    #expect(document["findings"]?.array?.isEmpty == true)
    let bindings = try #require(document["bindings"]?.array)
    #expect(bindings.count > 90)
    let names = ["action", "keys", "contexts", "title", "twin", "danger", "group", "source"]
    for binding in bindings { #expect(binding.members?.map(\.name) == names) }
    let promote = try #require(bindings.first { $0["action"]?.string == "promote" })
    #expect(promote["keys"] == ["p"])
    #expect(promote["twin"]?.string == "sextant promote VERSION")
    #expect(promote["danger"]?.string == "asks")
    #expect(promote["source"]?.string == "built in")
    #expect(try run(scratch, "keys", "check").status == 0)
  }

  @Test("What is wrong in a file is listed with its lines, and check says no; the rest counts")
  func findings() throws {
    let scratch = try Scratch()
    let file = scratch("keys.yaml")
    try scratch.write(
      "preset: vim\nretrain: [f5, R]\nretrian: x\ntheme: pagup\nlog: f5\nquit: none\nundo: [u, f9]\n",
      to: "keys.yaml")
    let check = try run(scratch, "keys", "check", file)
    #expect(check.status == 1)
    let lines = check.output.split(separator: "\n").map(String.init)
    #expect(lines.map { $0.dropFirst(file.count).prefix(3) } == [":2:", ":3:", ":4:", ":5:", ":6:"])
    #expect(lines[1].hasSuffix("there is no action `retrian`; did you mean `retrain`?"))
    let document = try JSON(parsing: try run(scratch, "keys", "list", file, "--json").output)
    #expect(document["style"]?.string == "vim" && document["sound"]?.bool == false)
    let bindings = document["bindings"]?.array ?? []
    let retrain = bindings.first { $0["action"]?.string == "retrain" }
    #expect(retrain?["keys"] == ["f5", "R"])
    #expect(retrain?["source"]?.string == "\(file):2")
    let quit = bindings.first { $0["action"]?.string == "quit" }
    #expect(quit?["keys"] == ["q", "ctrl-c"])
    #expect(try run(scratch, "keys", "check", scratch("none.yaml")).status == 2)
  }

  @Test(
    "Bytes that are no such file are told, and never crash", arguments: ["[", "a: [b\n", "\u{0}", "- x\n", "a:\n b:\n"])
  func damaged(_ text: String) throws {
    let scratch = try Scratch()
    try scratch.write(text, to: "keys.yaml")
    let ending = try run(scratch, "keys", "check", scratch("keys.yaml"), "--json")
    #expect(ending.status == 1)
    #expect(try JSON(parsing: ending.output)["findings"]?.array?.isEmpty == false)
  }
}
