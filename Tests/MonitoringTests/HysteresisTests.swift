import Monitoring
import Testing

@Suite("Hysteresis")
struct HysteresisTests {
  typealias State = Hysteresis.State
  typealias Transition = Hysteresis.Transition

  private func play(_ text: String, _ policy: Hysteresis.Policy) -> (states: [State], transitions: [Transition?]) {
    var machine = Hysteresis(policy: policy)
    var result: (states: [State], transitions: [Transition?]) = ([], [])
    for letter in text {
      let input: Hysteresis.Input = letter == "o" ? .over : letter == "m" ? .marginal : letter == "c" ? .clear : .noData
      result.transitions.append(machine.observe(input))
      result.states.append(machine.state)
    }
    return result
  }

  private let policy = Hysteresis.Policy(raiseAfter: 3, resolveAfter: 2, margin: 0.1)

  @Test("Raises after k in a row, resolves after m in a row")
  func life() {
    let result = play("coooccc", policy)
    #expect(
      result.states == [
        .inactive, .pending(windows: 1), .pending(windows: 2), .firing(clearWindows: 0), .firing(clearWindows: 1),
        .resolved, .resolved,
      ])
    #expect(result.transitions == [nil, .becamePending, nil, .fired, nil, .resolved, nil])
  }

  @Test("A single quiet window calms a pending alarm", arguments: ["oom", "ooc"])
  func calming(text: String) {
    let result = play(text, policy)
    #expect(result.states.last == .inactive)
    #expect(result.transitions.last == .calmed)
  }

  @Test("Inside the margin, or over again, the count to resolution starts anew", arguments: ["ooocm", "oooco"])
  func margin(text: String) {
    #expect(play(text, policy).states.last == .firing(clearWindows: 0))
    #expect(play(text + "cc", policy).states.last == .resolved)
  }

  @Test("No data neither raises nor resolves, in any state", arguments: ["", "o", "oo", "ooo", "oooc", "ooocc"])
  func noData(prefix: String) {
    let before = play(prefix, policy).states.last ?? .inactive
    let after = play(prefix + "nnnnn", policy)
    #expect(after.states.last == before)
    #expect(after.transitions.suffix(5).allSatisfy { $0 == nil })
  }

  @Test("No data breaks no row of windows")
  func rowContinues() {
    #expect(play("ononno", policy).transitions.last == .fired)
    #expect(play("ooocnc", policy).transitions.last == .resolved)
  }

  @Test("A resolved alarm can rise again")
  func again() { #expect(play("oooccooo", policy).transitions.last == .fired) }

  @Test("One window is enough where the policy says so")
  func immediate() {
    #expect(play("oc", Hysteresis.Policy(raiseAfter: 0, resolveAfter: -1)).transitions == [.fired, .resolved])
  }

  @Test(
    "Values against bounds, in both directions",
    arguments: [
      (value: 0.2, direction: Hysteresis.Direction.above, expected: Hysteresis.Input.over), (0.19, .above, .marginal),
      (0.17, .above, .clear), (.nan, .above, .noData), (.infinity, .above, .over), (0.2, .below, .over),
      (0.21, .below, .marginal), (0.23, .below, .clear),
    ])
  func inputs(value: Double, direction: Hysteresis.Direction, expected: Hysteresis.Input) {
    #expect(Hysteresis.Input(value: value, bound: 0.2, direction: direction, margin: 0.1) == expected)
  }

  @Test("A negative bound has its margin on the good side too, and no margin leaves no gap")
  func bounds() {
    #expect(Hysteresis.Input(value: -10.5, bound: -10, margin: 0.1) == .marginal)
    #expect(Hysteresis.Input(value: -11.5, bound: -10, margin: 0.1) == .clear)
    #expect(Hysteresis.Input(value: -0.001, bound: 0, margin: 0.1) == .clear)
    #expect(Hysteresis.Input(value: 0.999, bound: 1, margin: 0) == .clear)
    #expect(Hysteresis.Input(value: nil, bound: 1, margin: 0) == .noData)
  }

  @Test("An alarm survives a restart in its state")
  func restart() {
    var machine = Hysteresis(policy: policy, state: .firing(clearWindows: 1))
    #expect(machine.isFiring)
    #expect(machine.observe(value: 0.1, bound: 1) == .resolved)
    #expect(!machine.isFiring)
  }
}
