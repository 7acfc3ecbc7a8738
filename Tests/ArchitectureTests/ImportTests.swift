import Glibc
import Testing

/// Holds every source file to the table of modules in ARCHITECTURE.md.
@Suite("Imports")
struct ImportTests {
  /// Module → Sextant and C modules it may import. The standard library, Glibc and Synchronization are free to all.
  static let allowed: [String: Set<String>] = [
    "Encoding": [],
    "Statistics": [],
    "Tabular": ["Encoding", "Statistics", "CZlib"],
    "Expressions": ["Encoding", "Tabular"],
    "Boosting": ["Encoding", "Statistics"],
    "Learning": ["Encoding", "Statistics", "Tabular", "Expressions", "Boosting"],
    "Interchange": ["Encoding", "Statistics", "Tabular", "Expressions", "Boosting", "Learning"],
    "DataQuality": ["Encoding", "Statistics", "Tabular", "Expressions", "Learning"],
    "Monitoring": ["Encoding", "Statistics", "Tabular", "Boosting", "Learning"],
    "Lifecycle": ["Encoding", "Statistics", "Expressions"],
    "ProjectFile": ["Encoding", "Tabular", "Lifecycle", "Expressions", "CYAML"],
    "Storage": ["Encoding", "Tabular", "Lifecycle", "CSQLite", "CZlib"],
    "Traffic": ["Encoding", "Tabular", "Lifecycle"],
    "Simulation": ["Encoding", "Statistics", "Tabular", "Traffic"],
    "Serving": [
      "Encoding", "Statistics", "Tabular", "Expressions", "Learning", "Monitoring", "Lifecycle", "Storage", "Traffic",
    ],
    "Reporting": ["Encoding", "Expressions", "Lifecycle"],
    "Gateway": ["Encoding", "Lifecycle", "CMicroHTTPD", "CSys"],
    "Outbound": ["Encoding", "CCurl"],
    "Runtime": [
      "Encoding", "Statistics", "Tabular", "Expressions", "Boosting", "Learning", "Interchange",
      "DataQuality", "Monitoring",
      "Lifecycle", "ProjectFile", "Storage", "Traffic", "Serving", "Reporting", "Gateway", "Outbound",
      "CSys", "FoundationEssentials",
    ],
    "CellCanvas": [],
    "Terminal": ["CellCanvas", "CNCurses", "CSys", "CrashGuard"],
    "Cockpit": ["Encoding", "CellCanvas", "Lifecycle", "Expressions"],
    "CommandLine": ["Encoding", "Lifecycle", "Expressions", "Tabular"],
  ]

  static let free: Set<String> = ["Swift", "Glibc", "Synchronization"]

  @Test("Every module imports only what its row allows", arguments: allowed.keys.sorted())
  func importsStayWithinTheTable(module: String) throws {
    let files = SourceTree.swiftFiles(under: "Sources/\(module)")
    #expect(!files.isEmpty, "module \(module) has no source")
    let permitted = try #require(Self.allowed[module]).union(Self.free)
    for file in files {
      for name in SourceTree.imports(of: file) {
        #expect(permitted.contains(name), "\(file) imports \(name), which the table does not allow to \(module)")
      }
    }
  }

  @Test("The table names every module there is")
  func tableIsComplete() {
    let cModules: Set = [
      "CZlib", "CSQLite", "CYAML", "CNCurses", "CSys", "CrashGuard", "Footprint", "LateBinding", "CMicroHTTPD", "CCurl",
    ]
    let programs: Set = ["sextant", "boosting-bench", "change-bench", "canvas-bench"]
    let folders = Set(SourceTree.folders(under: "Sources")).subtracting(cModules).subtracting(programs)
    #expect(folders == Set(Self.allowed.keys))
  }

  @Test(
    "Each C library is seen by one Swift module", arguments: ["CSQLite", "CYAML", "CNCurses", "CMicroHTTPD", "CCurl"])
  func librariesHaveOneOwner(library: String) {
    #expect(Self.allowed.values.count { $0.contains(library) } == 1)
  }
}
