import Encoding
import Lifecycle
import Tabular

extension DataSummary {
  static let histogramBinCountMax = 24
  static let topCountMax = 5

  /// What a screen shows of the data.
  init(_ data: ProjectData) {
    let times = data.hasTime ? data.eventTimes : []
    self.init(
      rows: data.table.rowCount,
      parts: PartCounts(
        train: data.split.train.count, validate: data.split.validate.count, test: data.split.test.count),
      liveRows: data.split.live.count,
      columns: TableProfile(of: data.table).columns.map { profile in
        ColumnSummary(profile, role: data.schema[profile.name]?.role ?? .feature)
      },
      sha256: data.sha256, from: times.min().map { Timestamp(microseconds: $0) },
      to: times.max().map { Timestamp(microseconds: $0) }, notes: data.notes)
  }
}

extension DataSummary.ColumnSummary {
  init(_ profile: ColumnProfile, role: ColumnRole) {
    let isCategory = profile.kind == .categorical || profile.kind == .text || profile.kind == .boolean
    self.init(
      name: profile.name, kind: profile.kind.rawValue, role: role.rawValue, missing: profile.missing,
      distinct: profile.distinct, minimum: profile.min, maximum: profile.max, mean: profile.mean,
      standardDeviation: profile.sd,
      histogram: isCategory
        ? profile.top.map(\.count) : Array((profile.histogram?.counts ?? []).prefix(DataSummary.histogramBinCountMax)),
      top: profile.top.prefix(DataSummary.topCountMax).map {
        DataSummary.TopValue(value: $0.value.string ?? $0.value.text(), count: $0.count)
      })
  }
}
