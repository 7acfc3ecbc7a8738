import Tabular

/// Impressions as the raw columns of the world's schema.
struct ImpressionColumns {
  private var time: [Int64] = []
  private var hour: [Double] = []
  private var site: [UInt32] = []
  private var device: [UInt32] = []
  private var segment: [UInt32] = []
  private var age: [Double] = []
  private var recency: [Double] = []
  private var category: [UInt32] = []
  private var affinity: [Double] = []
  private var freshness: [Double] = []
  private var price: [Double] = []
  private var annotator: [UInt32] = []

  mutating func append(_ impression: Impression, annotator: Int, at eventTime: Int64) {
    time.append(eventTime)
    hour.append(Double(impression.hour))
    site.append(Self.code(impression.site))
    device.append(Self.code(impression.device))
    segment.append(Self.code(impression.segment))
    age.append(impression.age)
    recency.append(impression.recency)
    category.append(Self.code(impression.category))
    affinity.append(impression.affinity)
    freshness.append(impression.freshness)
    price.append(impression.price)
    self.annotator.append(UInt32(annotator))
  }

  private static func code(_ code: Int) -> UInt32 {
    code == Impression.missingCode ? CategoricalValues.missing : UInt32(code)
  }

  /// - Parameter clicks: the target, for rows whose outcome is known; nil leaves the column out.
  func table(clicks: [Double]?) -> Table {
    var columns = [
      Column(name: "time", values: .timestamp(time)),
      Column(name: "hour", values: .numeric(hour)),
      Column(name: "site", values: .categorical(CategoricalValues(codes: site, levels: Market.sites))),
      Column(name: "device", values: .categorical(CategoricalValues(codes: device, levels: Market.devices))),
      Column(name: "segment", values: .categorical(CategoricalValues(codes: segment, levels: Market.segments))),
      Column(name: "age", values: .numeric(age)),
      Column(name: "recency", values: .numeric(recency)),
      Column(name: "category", values: .categorical(CategoricalValues(codes: category, levels: Market.categories))),
      Column(name: "affinity", values: .numeric(affinity)),
      Column(name: "freshness", values: .numeric(freshness)),
      Column(name: "price", values: .numeric(price)),
      Column(name: "annotator", values: .categorical(CategoricalValues(codes: annotator, levels: Market.annotators))),
    ]
    if let clicks { columns.append(Column(name: "click", values: .numeric(clicks))) }
    return Table(columns: columns)
  }
}
