import Encoding
import Lifecycle

extension CockpitModel {
  /// The rows of a list in a further view, whatever its filter.
  func items(of part: SheetPart) -> [Item] {
    switch part {
    case .fields: named(part, "fields", by: "path")
    case .findings: findings.map { .named($0.id) }
    case .labelQueue: openLabels.map { .tableRow($0.row) }
    case .datasets: datasetVersions.map { .numbered($0.place) }
    case .slices: numbered(part, "slices")
    case .errors: numbered(part, "errors")
    case .field, .finding, .rows, .row, .label, .noise, .difference, .summary, .confusion, .threshold, .separation,
      .precision, .calibration, .scores, .importances, .contributions, .recipes, .forest, .roundCurves, .rocCurves,
      .precisionCurves, .disagreements:
      []
    case .turns, .turn, .decisions, .walk, .arms, .trialGates, .advantage, .shadow,
      .rehearsal, .rehearsalSteps, .rehearsalChecks, .forecast, .door, .endpoints, .latency, .statuses, .reigns,
      .passages, .levels, .deciders, .moves, .agreement, .waiting, .request, .inputs,
      .outputs, .software, .estimate, .reconciliation, .whatIf, .segmentColumns, .segmentLevels, .worth, .insights,
      .insight, .alarmList, .alarm, .shape, .readings, .trend, .worst, .sources, .schemaBreaks, .halfLives, .gap,
      .policies, .policy:
      circleItems(of: part)
    }
  }

  private func numbered(_ part: SheetPart, _ key: String) -> [Item] {
    (page(of: part)?[key]?.array ?? []).indices.map { .numbered($0) }
  }

  private func named(_ part: SheetPart, _ key: String, by name: String) -> [Item] {
    (page(of: part)?[key]?.array ?? []).compactMap { $0[name]?.string.map { .named($0) } }
  }

  /// The chosen element of an answer's list.
  func selectedElement(of part: SheetPart, _ key: String) -> JSON? {
    switch selectedItem(of: .part(part)) {
    case .numbered(let index): page(of: part)?[key]?[index]
    case .named(let name): page(of: part)?[key]?.array?.first { $0["path"]?.string == name }
    case .gate, .column, .run, .version, .aliasChange, .alarm, .indicator, .tableRow, .none: nil
    }
  }

  var selectedField: JSON? { selectedElement(of: .fields, "fields") }

  // MARK: Findings

  var findings: [FindingAnswer] {
    (page(of: .findings)?["findings"]?.array ?? []).enumerated().map { FindingAnswer($1, place: $0) }
      .sorted { ($0.rank, -$0.count, $0.place) < ($1.rank, -$1.count, $1.place) }
  }

  var selectedFinding: FindingAnswer? {
    guard case .named(let id) = selectedItem(of: .part(.findings)) else { return nil }
    return findings.first { $0.id == id }
  }

  // MARK: Versions of the data

  /// The newest first.
  var datasetVersions: [DatasetAnswer] {
    (page(of: .datasets)?["versions"]?.array ?? []).enumerated().map { DatasetAnswer($1, place: $0) }
      .sorted { ($0.time, $0.place) > ($1.time, $1.place) }
  }

  var selectedDataset: DatasetAnswer? {
    guard case .numbered(let place) = selectedItem(of: .part(.datasets)) else { return nil }
    return datasetVersions.first { $0.place == place }
  }

  /// The chosen version of the data and what it is held against: the marked one, else its parent.
  var datasetsToCompare: (a: String, b: String)? {
    guard let chosen = selectedDataset else { return nil }
    if let marked = desk.markedDataset, marked != chosen.version { return (marked, chosen.version) }
    return chosen.parent.map { ($0, chosen.version) }
  }

  // MARK: What may be done

  /// Why a deed of a further view cannot be done now; nil when it can.
  func sheetReason(_ deed: Action.Deed, _ snapshot: Snapshot) -> String? {
    switch deed {
    case .mend:
      guard let finding = selectedFinding else { return "no finding is selected" }
      return finding.mend == nil ? "nothing mends this by itself; look at its rows" : nil
    case .restoreData:
      guard let version = selectedDataset else { return "no version of the data is selected" }
      return version.version == page(of: .datasets)?["current"]?.string ? "this version is in use" : nil
    case .shipThreshold: return shipReason
    case .confirmLabel, .flipLabel, .chooseLabel, .skipLabel:
      if selectedLabel == nil { return "the queue is empty" }
      return deed == .flipLabel && labelClasses.count != 2 ? "there are more than two classes: choose by digit" : nil
    case .retrain, .promote, .rollBack, .traffic, .slower, .faster, .cancelTask, .stepBack, .edit, .acknowledge,
      .noteAlarm,
      .undo, .decide, .snooze, .automation, .resumeRollout, .advanceRollout, .abortRollout, .confirmRequest,
      .answerRequest, .acceptSuggestion, .dismissSuggestion, .gateway, .raiseAutomation, .lowerAutomation:
      return nil
    }
  }

  /// Labels come back at once; what users get asks first, and what the engine takes back is not known here.
  mutating func undo() -> [Effect] {
    guard screen == .sheet(.labels) else {
      layer = .question(.undo)
      return []
    }
    return undoLabel()
  }
}
