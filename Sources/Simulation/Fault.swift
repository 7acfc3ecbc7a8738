import Statistics

/// How a pipeline breaks one feature: what arrives is not what was so.
struct Fault: Sendable, Equatable, CustomStringConvertible {
  enum Column: String, CaseIterable {
    case site, device, segment, category, age, recency, affinity, freshness

    /// The unit that a careless change upstream would send, and how many of it make one of the right one.
    var otherUnit: (name: String, factor: Double)? {
      switch self {
      case .age: ("months", 12)
      case .recency: ("seconds", 3600)
      case .affinity: ("percent", 100)
      case .freshness: ("hours", 24)
      case .site, .device, .segment, .category: nil
      }
    }
  }

  enum Manner: CaseIterable {
    case missing, constant, unit
  }

  var column: Column
  var manner: Manner

  init(column: Column, manner: Manner) {
    self.column = column
    self.manner = manner
  }

  /// One of all that can be. The price never breaks: it is what the platform is paid by.
  init(_ generator: inout SeededGenerator) {
    column = Column.allCases[generator.integer(below: Column.allCases.count)]
    let manners: [Manner] = column.otherUnit == nil ? [.missing, .constant] : Manner.allCases
    manner = manners[generator.integer(below: manners.count)]
  }

  /// Turns what is so into what arrives.
  func apply(to impression: inout Impression) {
    switch column {
    case .site: impression.site = broken(impression.site)
    case .device: impression.device = broken(impression.device)
    case .segment: impression.segment = broken(impression.segment)
    case .category: impression.category = broken(impression.category)
    case .age: impression.age = broken(impression.age)
    case .recency: impression.recency = broken(impression.recency)
    case .affinity: impression.affinity = broken(impression.affinity)
    case .freshness: impression.freshness = broken(impression.freshness)
    }
  }

  private func broken(_ code: Int) -> Int { manner == .missing ? Impression.missingCode : 0 }

  private func broken(_ value: Double) -> Double {
    switch manner {
    case .missing: .nan
    case .constant: 0
    case .unit: value * (column.otherUnit?.factor ?? 1)
    }
  }

  var description: String {
    switch manner {
    case .missing: "\(column.rawValue) is missing"
    case .constant: "\(column.rawValue) is the same in every row"
    case .unit: "\(column.rawValue) arrives in \(column.otherUnit?.name ?? "another unit")"
    }
  }
}
