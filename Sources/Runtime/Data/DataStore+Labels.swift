import DataQuality
import Lifecycle
import Tabular

// Labels change one at a time and often: they are put into the table that was read, and nothing is read again.

extension DataStore {
  /// The data with a plan's last labels, from data that were read for another plan; nil where the plans differ in more.
  ///
  /// The parts stay as they are: a label that is put right must not move rows between training and test.
  ///
  /// - Parameters:
  ///   - data: with the other plan's labels.
  ///   - unlabelled: before them.
  func relabelled(
    _ plan: DatasetPlan, _ definition: DataDefinition, from other: DatasetPlan, _ data: ProjectData,
    _ unlabelled: ProjectData
  ) throws -> ProjectData? {
    guard plan.edits.isEmpty || plan.sourceHash == data.sourceHash else { return nil }
    let edits = plan.edits.edits
    var result = unlabelled
    var labels: ArraySlice<DatasetEdit>
    if other.sourceHash == data.sourceHash, edits.count > other.edits.edits.count,
      edits.starts(with: other.edits.edits),
      plan.edits.count(beforeCellsOf: definition.target) <= other.edits.edits.count
    {
      // The usual case: one more label.
      result = data
      labels = edits[other.edits.edits.count...]
    } else {
      let before = plan.editsBeforeLabels(of: definition.target)
      guard before.hash(over: data.sourceHash) == unlabelled.unlabelled else { return nil }
      labels = edits[before.edits.count...]
    }
    guard !labels.isEmpty else { return result }
    let more = DatasetEdits(Array(labels))
    result.table = try more.apply(to: result.table).table
    result.sha256 = plan.sha256 ?? more.hash(over: result.sha256)
    guard let target = result.table[definition.target] else { return nil }
    let task = Self.task(of: target.values, positive: definition.positive)
    if task != result.task {
      result.task = task
      result.classes = try Self.classes(of: definition.target, result.table, task)
    }
    return result
  }
}

extension DatasetPlan {
  /// The edits up to the last one that does more than change labels.
  func editsBeforeLabels(of target: String) -> DatasetEdits {
    DatasetEdits(Array(edits.edits.prefix(edits.count(beforeCellsOf: target))))
  }
}
