import Lifecycle
import ProjectFile
import Testing

@Suite("Damaged project files")
struct DamagedFileTests {
  /// Sixty files from a seed, each damaged so that it cannot mean anything.
  struct Damage: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var testDescription: String { name }
  }

  static let files: [Damage] = {
    var state: UInt64 = 60
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let sound = Array(Sample.bikes.utf8)
    let kinds: [(String, () -> [UInt8])] = [
      // Before the recipes begin, so that a required part is missing or a bracket is open.
      ("truncated", { Array(sound.prefix(1 + random(500))) }),
      ("binary", { (0..<2000).map { _ in UInt8(random(256)) } + [0xFF] }),
      ("nested", { Array(String(repeating: ["[", "{a: ", "- "][random(3)], count: 1000 + random(100_000)).utf8) }),
      (
        "bomb",
        {
          var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
          for level in 1...8 + random(20) {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]\n"
          }
          return Array(text.utf8)
        }
      ),
      ("huge scalar", { Array("name: ".utf8) + [UInt8](repeating: 97, count: (1 << 20) + random(1000)) }),
      ("duplicate", { sound + Array("\n\(["name", "data", "scope"][random(3)]): again\n".utf8) }),
      ("tab", { Array("name: a\nscope:\n\(String(repeating: "\t", count: 1 + random(3)))metric: auc\n".utf8) }),
      ("wrong type", { Array("name: [a]\nscope: \(random(10))\ndata: [x, y]\nrecipes: 3\n".utf8) }),
      (
        "null byte",
        {
          var bytes = sound
          bytes.insert(0, at: random(bytes.count))
          return bytes
        }
      ),
      (
        "not UTF-8",
        {
          var bytes = sound
          bytes.insert([0xFF, 0xC0, 0xF8][random(3)], at: random(bytes.count))
          return bytes
        }
      ),
    ]
    return (0..<60).map { number in
      let kind = kinds[number % kinds.count]
      return Damage(name: "\(kind.0) \(number)", bytes: kind.1())
    }
  }()

  @Test("Each has an error with a line within it, and no definition", arguments: files)
  func errors(_ damage: Damage) throws {
    let file = ProjectFile.parse(bytes: damage.bytes, path: "sextant.yaml")
    #expect(file.definition == nil)
    let first = try #require(file.findings.first { $0.severity == .error })
    let lineCount = damage.bytes.split(separator: 10, omittingEmptySubsequences: false).count
    #expect((1...lineCount + 1).contains(first.line), "\(first)")
    #expect(first.column >= 1)
    #expect(!first.message.isEmpty && !first.mend.isEmpty)
    #expect(file.findings.count <= 200)
    #expect(first.description.utf8.count < 1000)
    #expect(!first.description.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }, "\(first)")
  }

  @Test("The whole scope is read")
  func scope() throws {
    let file = ProjectFile.parse(
      text: Sample.least(
        scope: """
          metric: auc, use_case: binary classification, task: binary, replaces: {process: clerks, column: theirs},
            prior_art: [a rule, a paper], architecture: a queue, stakeholders: [{name: Ada, role: decision-maker, email: ada@example.org}],
            constraints: {latency: 10ms, deadline: 2027-01-31, infrastructure: one machine},
            costs: {hour_rate: 80, per_month: 50, once: 100}, milestones: [{what: live, hours: 8, done: true}]
          """), path: "f")
    #expect(file.findings.isEmpty, "\(file.findings)")
    let scope = try #require(file.definition?.scope)
    #expect(scope.useCase == "binary classification")
    #expect(scope.task == .binary)
    #expect(scope.replaces == .process("clerks", column: "theirs"))
    #expect(scope.priorArt == ["a rule", "a paper"])
    #expect(scope.stakeholders.first?.email == "ada@example.org")
    #expect(scope.constraints.latencySeconds == 0.01)
    #expect(scope.constraints.deadline == "2027-01-31")
    #expect(scope.costs.perHour == 80 && scope.costs.perMonth == 50 && scope.costs.once == 100)
    #expect(scope.milestones.first?.isDone == true)
  }

  @Test(
    "What is wrong in the scope is told at its place",
    arguments: [
      (
        "metric: auc, task: regression",
        "2:28 error: `scope.metric: auc` is no metric of a regression task; change one of the two"
      ),
      (
        "metric: auc, replaces: people",
        "2:32 error: `scope.replaces` cannot be `people`; write `nothing`, `{process: …}` or `{model: …}`"
      ),
      (
        "metric: auc, replaces: {column: x}",
        "2:32 error: `scope.replaces` says neither `process` nor `model`; write one of the two"
      ),
      (
        "metric: auc, constraints: {latency: fast}",
        "2:45 error: `scope.constraints.latency` is no time that an answer may take: `fast`; write it as 10ms or 0.5s, up to an hour"
      ),
      (
        "metric: auc, stakeholders: [{name: A, role: decison-maker}]",
        "2:53 warning: nothing reads the role `decison-maker`; did you mean `decision-maker`?"
      ),
      (
        "metric: auc, stakeholders: [{name: A, email: nobody}]",
        "2:54 error: `scope.stakeholders[0].email` is no address: `nobody`; write it as name@example.org"
      ),
      (
        "metric: auc, milestones: [{what: a, done: yes}]",
        "2:51 error: `scope.milestones[0].done` wants true or false, not `yes`; write `true` or `false`"
      ),
    ])
  func places(_ scope: String, _ expected: String) {
    #expect(Sample.findings(Sample.least(scope: scope)) == [expected])
  }
}
