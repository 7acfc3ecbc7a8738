import Tabular
import Testing

@Suite("Roles suggested for columns")
struct RoleTests {
  private func table(_ header: String, rows: Int = 30, _ row: (Int) -> String) throws -> Table {
    try read(header + "\n" + (0..<rows).map { row($0) + "\n" }.joined()).table
  }

  @Test("what the owner says goes before what the data suggest")
  func given() throws {
    let table = try table("id,k,t,x,y") { "\($0),1,2026-01-01,\($0 * 7 % 11),\($0 % 2)" }
    let suggestion = try RoleSuggestion(for: table, given: .init(target: "y", time: ["t"], id: ["k"], leaveOut: ["x"]))
    #expect(suggestion.schema.columns.map(\.role) == [.leftOut, .id, .time, .leftOut, .target])
    #expect(suggestion.notes.map(\.subject) == [.rowCounter])
  }

  @Test("columns without information are left out, with the reason")
  func uninformative() throws {
    let table = try table("n,order_id,code,k,e,x,y", rows: 300) {
      "\($0 + 5),A\($0 * 17 % 300),some longer code \($0),same,,\($0 * 7 % 11),\($0 % 2)"
    }
    let suggestion = try RoleSuggestion(for: table, given: .init(target: "y"))
    #expect(suggestion.schema.columns.map(\.role) == [.leftOut, .id, .leftOut, .leftOut, .leftOut, .feature, .target])
    #expect(suggestion.notes.map(\.subject) == [.rowCounter, .uniqueID, .uniqueID, .constant, .noValues])
    #expect(suggestion.notes[3].description == "k: left out: it is same in every row")
  }

  @Test("free text is left out")
  func freeText() throws {
    let table = try table("s,y", rows: 400) { "a sentence with number \($0 % 300),\($0 % 2)" }
    let suggestion = try RoleSuggestion(for: table, given: .init(target: "y"))
    #expect(suggestion.notes.map(\.subject) == [.freeText])
  }

  @Test("exact relations with the target are leaks")
  func leaks() throws {
    let table = try table("a,b,c,d,same,scaled,fine,y") { row in
      let (a, b) = (row * row % 37, row * 5 % 23)
      let y = a + b
      return "\(a),\(b),\(y + row % 9),\(row % 9),\(y),\(Double(y) * 0.25 + 3),\(y + row % 2),\(y)"
    }
    let suggestion = try RoleSuggestion(for: table, given: .init(target: "y"))
    #expect(suggestion.schema.names(of: .feature) == ["fine"])
    let reasons = Dictionary(uniqueKeysWithValues: suggestion.notes.map { ($0.column ?? "", $0.text) })
    #expect(reasons["a"] == "left out as a leak: a + b = y in every row")
    #expect(reasons["d"] == "left out as a leak: c - d = y in every row")
    #expect(reasons["same"] == "left out as a leak: it says the same as y in every row")
    #expect(reasons["scaled"]?.contains("y in every row") == true)
  }

  @Test("a target under other names is a leak, a column that nearly follows it is not")
  func renamed() throws {
    let table = try table("flag,near,y") {
      "\($0 % 3 == 0),\($0 == 7 ? 1 : $0 % 3 == 0 ? 1 : 0),\($0 % 3 == 0 ? "yes" : "no")"
    }
    let suggestion = try RoleSuggestion(for: table, given: .init(target: "y"))
    #expect(suggestion.schema.names(of: .leftOut) == ["flag"])
    #expect(suggestion.schema.names(of: .feature) == ["near"])
  }

  @Test("a name that is not there is answered with the nearest one")
  func absent() throws {
    let table = try table("casual,registered,cnt") { "\($0),2,3" }
    #expect(throws: RoleSuggestion.AbsentColumn(name: "registerd", nearest: "registered")) {
      try RoleSuggestion(for: table, given: .init(target: "registerd"))
    }
    #expect(throws: RoleSuggestion.AbsentColumn(name: "zzz", nearest: nil)) {
      try RoleSuggestion(for: table, given: .init(target: "cnt", leaveOut: ["zzz"]))
    }
  }

  @Test(
    "bike sharing: the counter, both halves of the target and the time are seen",
    .enabled(if: SharedData.isPresent, "the shared data are not here"))
  func bikes() throws {
    let table = try DelimitedReader.read(path: SharedData.path("bike_sharing/hour.csv")).table
    let suggestion = try RoleSuggestion(for: table, given: .init(target: "cnt"))
    #expect(suggestion.schema.names(of: .leftOut) == ["instant", "casual", "registered"])
    #expect(suggestion.schema.names(of: .time) == ["dteday", "hr"])
    #expect(suggestion.time == ["dteday", "hr"])
    #expect(
      suggestion.notes.map(\.description) == [
        "instant: left out: it counts the rows, each one more than the row before",
        "dteday: taken as the event time: dteday + hr",
        "casual: left out as a leak: casual + registered = cnt in every row",
        "registered: left out as a leak: casual + registered = cnt in every row",
      ])
  }

  @Test(
    "car loans: the id and the time are seen, and nothing is called a leak",
    .enabled(if: SharedData.isPresent, "the shared data are not here"))
  func carLoans() throws {
    let table = try DelimitedReader.read(path: SharedData.path("nannyml_car_loan/car_loan_reference.csv.gz")).table
    let suggestion = try RoleSuggestion(for: table, given: .init(target: "repaid"))
    #expect(suggestion.schema.names(of: .id) == ["id"])
    #expect(suggestion.time == ["timestamp"])
    #expect(suggestion.notes.map(\.subject) == [.rowCounter, .time])
  }
}
