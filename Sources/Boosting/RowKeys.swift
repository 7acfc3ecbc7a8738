/// A row as integers that order as its values do, twice over.
///
/// A missing value is larger than all in the first `featureCount` keys, and smaller than all in the second: a split
/// that sends missing values left asks the second copy, and no split needs to know about missing values. Float
/// compares with their NaN rules become branches; these do not.
enum RowKeys {
  /// Keys a row takes; never 0, so that a leaf always finds a key to ask.
  static func count(featureCount: Int) -> Int { max(2 * featureCount, 1) }

  /// The key index that a split asks.
  static func index(of split: BoostedTrees.Split, featureCount: Int) -> Int {
    split.missingGoesLeft ? featureCount + split.feature : split.feature
  }

  /// A key index at which a missing value is small: every key there is below `Int32.max`.
  static func indexBelowMax(featureCount: Int) -> Int { featureCount }

  /// - Parameter row: nil where there are no features.
  @inline(__always)
  static func fill(_ keys: UnsafeMutablePointer<Int32>, from row: UnsafePointer<Float>?, featureCount: Int) {
    guard let row, featureCount > 0 else {
      keys[0] = 0
      return
    }
    let high = UnsafeMutableRawPointer(keys)
    let low = UnsafeMutableRawPointer(keys + featureCount)
    var feature = 0
    while feature + vectorWidth <= featureCount {
      let values = loadVector(row, at: feature)
      let bits = unsafeBitCast(values + 0, to: Ints.self)
      let ordered = bits ^ ((bits &>> 31) & 0x7fff_ffff)
      let isMissing = values .!= values
      high.storeBytes(
        of: ordered.replacing(with: Int32.max, where: isMissing), toByteOffset: 4 * feature, as: Ints.self)
      low.storeBytes(
        of: ordered.replacing(with: Int32.min, where: isMissing), toByteOffset: 4 * feature, as: Ints.self)
      feature += vectorWidth
    }
    while feature < featureCount {
      let value = row[feature]
      let key = orderedKey(value)
      keys[feature] = value.isNaN ? Int32.max : key
      keys[featureCount + feature] = value.isNaN ? Int32.min : key
      feature += 1
    }
  }
}
