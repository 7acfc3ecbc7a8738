import Encoding
import Testing

/// What `doctor` says of who is told what, and of the terminal's ways outside.
@Suite struct DoctorTests {
  @Test("Each rule of notify is told with how it stands, and with what can be seen to stand in its way")
  func notifications() throws {
    let workplace = try Workplace()
    try workplace.scratch.write("a key", to: "project/hook.key")
    try workplace.edit { text in
      let place = text.index(ofFirst: "  outcome_delay:")
      return text[..<place] + """
          notify:
            - url: http://127.0.0.1:1/secret/path
              secret_file: hook.key
            - url: http://127.0.0.1:1/other
              on: [promoted]
              secret_file: nowhere.key
            - command: [./nowhere.sh, on-call]
            - command: [sh, -c, "true"]
            - terminal: bell

        """ + text[place...]
    }
    let rules = try #require(try workplace.document("doctor")["notifications"]?.array)
    #expect(rules.map { $0["kind"]?.string } == ["web hook", "web hook", "command", "command", "terminal"])
    #expect(rules.map { $0["trouble"]?.string != nil } == [false, true, true, false, false])
    #expect(rules[1]["on"] == ["promoted"] && rules[1]["trouble"]?.string?.contains("nowhere.key") == true)
    #expect(rules[2]["trouble"]?.string?.contains("./nowhere.sh") == true)
    #expect(rules[..<4].allSatisfy { $0["waiting"]?.int == 0 && $0["failed"]?.int == 0 })
    let text = try workplace.run("doctor").output
    // Where an address leads is a secret.
    #expect(text.contains("web hook http://127.0.0.1:1 on ") && !text.contains("secret/path"))
    #expect(text.contains("✗ command ./nowhere.sh"))
  }

  @Test("Where nobody is told anything doctor says so, and how somebody would be")
  func nobody() throws {
    let workplace = try Workplace()
    #expect(try workplace.run("doctor").output.contains("nobody is told: `monitoring.notify`"))
  }

  @Test("The title, links and the clipboard are told with what decided about them")
  func terminal() throws {
    let environment = ["TERM": "xterm-256color", "SEXTANT_LINKS": "off"]
    let ending = try Program.run([Program.sextant, "doctor", "--json"], environment: environment)
    let terminal = try #require(try JSON(parsing: ending.output)["terminal"])
    #expect(terminal["links"]?["has"]?.string == "no")
    #expect(terminal["links"]?["because"]?.string == "SEXTANT_LINKS=off")
    #expect(terminal["clipboard"]?["has"]?.string == "OSC 52")
    #expect(terminal["title"]?["has"]?.string?.contains("put back") == true)
  }
}
