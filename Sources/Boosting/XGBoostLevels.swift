import Encoding

/// The texts behind the codes of categorical features, which files since XGBoost 3.1 hold.
struct XGBoostLevels {
  let levels: [[String]?]

  /// - Parameter cats: `{"enc": [{"offsets": […], "values": […]}, …]}`: a feature's texts as one run of bytes and where
  ///   each begins; levels that are numbers have a type and values instead.
  init(_ cats: JSON?, featureCount: Int) throws(BoostingError) {
    guard let encoders = cats?["enc"]?.array, !encoders.isEmpty else {
      levels = [[String]?](repeating: nil, count: featureCount)
      return
    }
    guard encoders.count == featureCount else {
      throw .foreign("`cats` has \(encoders.count) entries for \(featureCount) features")
    }
    var levels: [[String]?] = []
    for (feature, encoder) in encoders.enumerated() { levels.append(try Self.texts(encoder, feature)) }
    self.levels = levels
  }

  private static func texts(_ encoder: JSON, _ feature: Int) throws(BoostingError) -> [String]? {
    guard let values = encoder["values"]?.array, !values.isEmpty else { return nil }
    guard let offsets = encoder["offsets"]?.array else { return values.map(\.description) }
    let places = offsets.compactMap(\.int)
    let bytes = values.compactMap(\.int).map { UInt8(truncatingIfNeeded: $0) }
    guard places.count == offsets.count, bytes.count == values.count, places.count <= CategorySet.codeLimit + 1,
      places.first == 0, places.last == bytes.count, zip(places, places.dropFirst()).allSatisfy({ $0 <= $1 })
    else { throw .foreign("`cats` of feature \(feature) is damaged") }
    return zip(places, places.dropFirst()).map { String(decoding: bytes[$0..<$1], as: UTF8.self) }
  }
}
