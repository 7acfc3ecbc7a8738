import Encoding
import Statistics
import Tabular

/// Why a stored reference profile cannot be used.
public struct ProfileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The feature, where one is at fault.
  public let feature: String?
  public let reason: String

  public init(feature: String? = nil, reason: String) {
    self.feature = feature
    self.reason = reason
  }

  public var description: String {
    "the reference profile cannot be used\(feature.map { " (feature '\($0)')" } ?? ""): \(reason);"
      + " train again to make a new one"
  }
}

extension ReferenceProfile {
  /// The layout below; a reader refuses a newer one.
  private static let formatVersion = 1

  public var json: JSON {
    var json: JSON = [
      "version": JSON(ReferenceProfile.formatVersion), "rows": JSON(rowCount),
      "features": .array(features.map(\.json)),
    ]
    if let joint { json.set("joint", joint.json) }
    return json
  }

  public init(_ json: JSON) throws(ProfileError) {
    guard let version = json["version"]?.int else { throw ProfileError(reason: "it names no version") }
    guard version <= ReferenceProfile.formatVersion else {
      throw ProfileError(reason: "it has version \(version), this build knows \(ReferenceProfile.formatVersion)")
    }
    guard let rows = json["rows"]?.int, rows >= 0, let list = json["features"]?.array else {
      throw ProfileError(reason: "'rows' or 'features' is missing")
    }
    var features: [FeatureProfile] = []
    for element in list { features.append(try FeatureProfile(element)) }
    let joint = try json["joint"].map { json throws(ProfileError) in try JointProfile(json) }
    self.init(features: features, rowCount: rows, joint: joint)
  }
}

extension FeatureProfile {
  var json: JSON {
    var json: JSON = [
      "name": JSON(name), "role": JSON(role.rawValue), "kind": JSON(kind.rawValue), "missing": JSON(missingCount),
    ]
    switch distribution {
    case .numeric(let profile):
      json.set("min", JSON(profile.minimum))
      json.set("max", JSON(profile.maximum))
      json.set("mean", JSON(profile.mean))
      json.set("sd", JSON(profile.standardDeviation))
      json.set("deciles", JSON(profile.decileEdges))
      json.set("edges", JSON(profile.locator.edges))
      json.set("counts", JSON(counts: profile.counts))
    case .categorical(let profile):
      json.set("levels", JSON(profile.levels))
      json.set("counts", JSON(counts: profile.counts))
      json.set("rest", JSON(profile.restCount))
    case .boolean(let falseCount, let trueCount):
      json.set("counts", JSON(counts: [falseCount, trueCount]))
    }
    if let limits { json.set("limits", limits.json) }
    return json
  }

  init(_ json: JSON) throws(ProfileError) {
    guard let name = json["name"]?.string else { throw ProfileError(reason: "a feature has no name") }
    guard let role = json["role"]?.string.flatMap({ Role(rawValue: $0) }),
      let missing = json["missing"]?.int, missing >= 0, let counts = json["counts"]?.countList
    else { throw ProfileError(feature: name, reason: "'role', 'missing' or 'counts' is missing or wrong") }
    let distribution: Distribution
    switch json["kind"]?.string {
    case "numeric": distribution = .numeric(try NumericProfile(json, counts: counts, feature: name))
    case "categorical": distribution = .categorical(try CategoricalProfile(json, counts: counts, feature: name))
    case "boolean" where counts.count == 2:
      distribution = .boolean(falseCount: counts[0], trueCount: counts[1])
    case let kind: throw ProfileError(feature: name, reason: "unknown kind or wrong counts: \(kind ?? "none")")
    }
    self.init(
      name: name, role: role, distribution: distribution, missingCount: missing,
      limits: json["limits"].map { LearnedLimits($0) })
  }
}

extension LearnedLimits {
  fileprivate var json: JSON {
    var json: JSON = [:]
    for method in DriftMethod.allCases { if let limit = self[method] { json.set(method.rawValue, JSON(limit)) } }
    return json
  }

  /// Methods that this build does not know, and what is no number, are left out.
  fileprivate init(_ json: JSON) {
    var limits: [DriftMethod: Double] = [:]
    for method in DriftMethod.allCases {
      if let limit = json[method.rawValue]?.double, limit.isFinite, limit >= 0 { limits[method] = limit }
    }
    self.init(stored: limits)
  }
}

extension NumericProfile {
  fileprivate init(_ json: JSON, counts: [Int], feature: String) throws(ProfileError) {
    guard let edges = json["edges"]?.ascendingList, let deciles = json["deciles"]?.ascendingList else {
      throw ProfileError(feature: feature, reason: "'edges' or 'deciles' is missing or not ascending")
    }
    guard counts.count == edges.count + 1, edges.count <= NumericProfile.edgeCountMax,
      Set(edges).isSuperset(of: deciles)
    else {
      throw ProfileError(feature: feature, reason: "\(counts.count) counts do not fit \(edges.count) edges")
    }
    func number(_ name: String) -> Double { json[name]?.double ?? .nan }
    self.init(
      edges: edges, counts: counts, decileEdges: deciles, minimum: number("min"), maximum: number("max"),
      mean: number("mean"), standardDeviation: number("sd"))
  }
}

extension CategoricalProfile {
  fileprivate init(_ json: JSON, counts: [Int], feature: String) throws(ProfileError) {
    let levels = json["levels"]?.array?.compactMap(\.string)
    guard let levels, levels.count == counts.count, levels.count <= CategoricalProfile.levelCountMax,
      let rest = json["rest"]?.int, rest >= 0
    else { throw ProfileError(feature: feature, reason: "'levels' do not fit their counts, or 'rest' is missing") }
    self.init(levels: levels, counts: counts, restCount: rest)
  }
}

extension JSON {
  fileprivate init(counts: [Int]) { self = .array(counts.map { JSON($0) }) }

  /// Non-negative integers, small enough that sums of them cannot overflow.
  fileprivate var countList: [Int]? {
    guard let array else { return nil }
    let counts = array.compactMap(\.int).filter { $0 >= 0 && $0 < 1 << 48 }
    return counts.count == array.count ? counts : nil
  }

  /// Strictly ascending finite numbers.
  fileprivate var ascendingList: [Double]? {
    guard let array else { return nil }
    let values = array.compactMap(\.double)
    guard values.count == array.count, zip(values, values.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    return values
  }
}
