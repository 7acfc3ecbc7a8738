// swift-tools-version: 6.2
import PackageDescription

/// Strictness shared by every Swift target, tests included.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// For the kernels alone: pure arithmetic over buffers whose bounds the callers have checked.
/// Never for a module that parses bytes from outside.
/// Debug builds optimise them too, with all checks: the tests train models, which takes fifteen times as long otherwise.
let kernel: [SwiftSetting] =
  strict + [
    .unsafeFlags(["-Ounchecked"], .when(configuration: .release)),
    .unsafeFlags(["-O"], .when(configuration: .debug)),
  ]

/// The house: module → modules it may import. `ArchitectureTests` holds every source file to it, and
/// ARCHITECTURE.md explains it.
let modules: [(name: String, imports: [Target.Dependency], settings: [SwiftSetting])] = [
  ("Encoding", [], strict),
  ("Statistics", [], kernel),
  ("Tabular", ["Encoding", "Statistics", "CZlib"], strict),
  ("Expressions", ["Encoding", "Tabular"], strict),
  ("Boosting", ["Encoding", "Statistics"], kernel),
  ("Learning", ["Encoding", "Statistics", "Tabular", "Expressions", "Boosting"], strict),
  ("Interchange", ["Encoding", "Statistics", "Tabular", "Expressions", "Boosting", "Learning"], strict),
  ("DataQuality", ["Encoding", "Statistics", "Tabular", "Expressions", "Learning"], strict),
  ("Monitoring", ["Encoding", "Statistics", "Tabular", "Boosting", "Learning"], strict),
  ("Lifecycle", ["Encoding", "Statistics", "Expressions"], strict),
  ("ProjectFile", ["Encoding", "Tabular", "Lifecycle", "Expressions", "CYAML"], strict),
  ("Storage", ["Encoding", "Tabular", "Lifecycle", "CSQLite", "CZlib"], strict),
  ("Traffic", ["Encoding", "Tabular", "Lifecycle"], strict),
  ("Simulation", ["Encoding", "Statistics", "Tabular", "Traffic"], strict),
  (
    "Serving",
    ["Encoding", "Statistics", "Tabular", "Expressions", "Learning", "Monitoring", "Lifecycle", "Storage", "Traffic"],
    strict
  ),
  ("Reporting", ["Encoding", "Expressions", "Lifecycle"], strict),
  ("Gateway", ["Encoding", "Lifecycle", "CMicroHTTPD", "CSys"], strict),
  ("Outbound", ["Encoding", "CCurl"], strict),
  (
    "Runtime",
    [
      "Encoding", "Statistics", "Tabular", "Expressions", "Boosting", "Learning", "Interchange", "DataQuality",
      "Monitoring", "Lifecycle", "ProjectFile", "Storage", "Traffic", "Serving", "Reporting", "Gateway", "Outbound",
      "CSys",
    ], strict
  ),
  ("CellCanvas", [], strict),
  ("Terminal", ["CellCanvas", "CNCurses", "CSys", "CrashGuard"], strict),
  ("Cockpit", ["Encoding", "CellCanvas", "Lifecycle", "Expressions"], strict),
  ("CommandLine", ["Encoding", "Lifecycle", "Expressions", "Tabular"], strict),
]

/// Modules whose tests keep golden files beside them, which are no sources.
let goldenModules: Set = ["CellCanvas", "Cockpit", "Lifecycle", "Reporting"]

/// Modules whose tests read expected figures and other programs' files beside them.
let fixtureModules: Set = ["Boosting", "DataQuality", "Gateway", "Interchange", "Learning"]

let cLibraries: [Target] = [
  .systemLibrary(name: "CZlib"),
  .systemLibrary(name: "CSQLite"),
  .systemLibrary(name: "CYAML"),
  .systemLibrary(name: "CNCurses"),
  .systemLibrary(name: "CSys"),
  .target(name: "CrashGuard"),
  .target(name: "Footprint"),
  .target(name: "LateBinding"),
  .target(name: "CMicroHTTPD", dependencies: ["LateBinding"]),
  .target(name: "CCurl", dependencies: ["LateBinding"]),
]

let package = Package(
  name: "sextant",
  products: [.executable(name: "sextant", targets: ["sextant"])],
  targets: cLibraries
    + modules.map {
      .target(
        name: $0.name, dependencies: $0.imports, swiftSettings: $0.settings,
        // Rounding and transcendental functions; nothing else asks the linker for them.
        linkerSettings: $0.name == "Encoding" ? [.linkedLibrary("m")] : [])
    }
    + [
      .executableTarget(
        name: "sextant", dependencies: modules.map { .byName(name: $0.name) } + ["CSys", "Footprint"],
        swiftSettings: strict),
      .executableTarget(
        name: "boosting-bench", dependencies: ["Boosting"], swiftSettings: strict),
      .executableTarget(
        name: "change-bench", dependencies: ["Statistics"], swiftSettings: strict),
      .executableTarget(name: "canvas-bench", dependencies: ["CellCanvas"], swiftSettings: strict),
      .target(
        name: "TestSupport", dependencies: ["Encoding", "CellCanvas"], path: "Tests/TestSupport",
        swiftSettings: strict),
    ]
    + modules.map {
      .testTarget(
        name: "\($0.name)Tests",
        dependencies: [.byName(name: $0.name), "TestSupport"] + $0.imports,
        exclude: (goldenModules.contains($0.name) ? ["Goldens"] : [])
          + (fixtureModules.contains($0.name) ? ["Fixtures"] : []),
        swiftSettings: strict)
    }
    + [
      .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"], swiftSettings: strict),
      .testTarget(
        name: "EndToEndTests", dependencies: ["Encoding", "TestSupport", "sextant", "CSys"], exclude: ["Goldens"],
        swiftSettings: strict),
      .testTarget(
        name: "JourneyTests", dependencies: modules.map { .byName(name: $0.name) } + ["TestSupport"],
        swiftSettings: strict),
    ],
  swiftLanguageModes: [.v6]
)
