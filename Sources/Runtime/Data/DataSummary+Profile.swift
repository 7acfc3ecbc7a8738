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
      parts: PartCounts(train: data.split.train.count, validate: data.split.validate.count, test: data.split.test.count),
      liveRows: data.split.live.count,
      columns: data.table.columns.map { column in
        ColumnSummary(TableProfile.profile(column), role: data.schema[column.name]?.role ?? .feature)
      },
      sha256: data.sha256, from: times.min().map { Timestamp(microseconds: $0) },
      to: times.max().map { Timestamp(microseconds: $0) }, notes: data.notes)
  }
}
