import Lifecycle

/// A pane of a further view of a stage.
public enum SheetPart: String, Sendable, Hashable, CaseIterable {
  // Scoping: contract.
  case fields, field
  // Data: checks, rows, labels, versions.
  case findings, finding
  case rows, row
  case labelQueue, label, noise
  case datasets, difference
  // Development: evaluation, errors, comparison.
  case summary, threshold, confusion, separation, precision, calibration, scores, slices, importances
  case errors, contributions
  case forest, recipes, roundCurves, rocCurves, precisionCurves, disagreements
  // Scoping: iterations.
  case turns, turn, decisions
  // Deployment: rollout, rehearsal, gateway, registry, automation, review.
  case walk, arms, trialGates, advantage, shadow
  case rehearsal, rehearsalSteps, rehearsalChecks, forecast
  case door, endpoints, latency, statuses
  case reigns, passages
  case levels, deciders, moves, agreement
  case waiting, request
  // Monitoring: alarms, drift, figures, estimates, upstream, policies.
  case alarmList, alarm
  case shape, readings, trend, worst
  case inputs, outputs, software
  case estimate, gap, reconciliation, whatIf
  case sources, schemaBreaks, halfLives
  case policies, policy
  // Business: segments, insights.
  case segmentColumns, segmentLevels, worth
  case insights, insight

  public var sheet: Sheet {
    switch self {
    case .fields, .field: .contract
    case .findings, .finding: .findings
    case .rows, .row: .rows
    case .labelQueue, .label, .noise: .labels
    case .datasets, .difference: .datasets
    case .summary, .confusion, .threshold, .separation, .precision, .calibration, .scores, .slices, .importances:
      .evaluation
    case .errors, .contributions: .errors
    case .recipes, .forest, .roundCurves, .rocCurves, .precisionCurves, .disagreements: .comparison
    case .turns, .turn, .decisions: .iterations
    case .walk, .arms, .trialGates, .advantage, .shadow: .rollout
    case .rehearsal, .rehearsalSteps, .rehearsalChecks, .forecast: .rehearsal
    case .door, .endpoints, .latency, .statuses: .gateway
    case .reigns, .passages: .registry
    case .levels, .deciders, .moves, .agreement: .automation
    case .waiting, .request: .review
    case .inputs, .outputs, .software: .figures
    case .alarmList, .alarm: .alarms
    case .shape, .readings, .trend, .worst: .drift
    case .estimate, .gap, .reconciliation, .whatIf: .estimates
    case .sources, .schemaBreaks, .halfLives: .upstream
    case .policies, .policy: .policies
    case .segmentColumns, .segmentLevels, .worth: .segments
    case .insights, .insight: .insights
    }
  }

  /// The panes of a view in the order `Tab` walks them.
  static func panes(of sheet: Sheet) -> [Pane] { allCases.filter { $0.sheet == sheet }.map { .part($0) } }

  /// The list whose choice this pane shows: its own, or that of the list it details.
  var list: SheetPart? {
    switch self {
    case .fields, .field: .fields
    case .findings, .finding: .findings
    case .labelQueue, .label: .labelQueue
    case .datasets, .difference: .datasets
    case .slices: .slices
    case .errors, .contributions: .errors
    case .turns, .turn: .turns
    case .decisions: .decisions
    case .waiting, .request: .waiting
    case .rehearsalSteps, .rehearsalChecks: .rehearsalSteps
    case .endpoints, .latency, .statuses: .endpoints
    case .passages, .moves: self
    case .inputs, .outputs, .software, .reconciliation, .halfLives: self
    case .segmentColumns, .segmentLevels: .segmentColumns
    case .insights, .insight: .insights
    case .policies, .policy: .policies
    case .walk, .arms, .trialGates, .advantage, .shadow, .rehearsal, .forecast, .door, .reigns, .levels, .deciders,
      .agreement, .estimate, .gap, .whatIf, .worth, .sources, .schemaBreaks:
      nil
    // Lists of the stage's first view.
    case .alarmList, .alarm, .shape, .readings, .trend, .worst: nil
    case .rows, .row, .noise, .summary, .confusion, .threshold, .separation, .precision, .calibration, .scores,
      .importances, .recipes, .forest, .roundCurves, .rocCurves, .precisionCurves, .disagreements:
      nil
    }
  }

  var motion: Pane.Motion {
    switch self {
    case .fields, .field, .findings, .finding, .labelQueue, .label, .datasets, .slices, .errors, .contributions: .list
    case .turns, .turn, .decisions, .waiting, .request, .segmentColumns, .segmentLevels, .insights, .insight: .list
    case .inputs, .outputs, .software, .reconciliation, .shape, .readings, .trend, .worst: .windowsAndList
    case .estimate, .gap: .windows
    case .alarmList, .alarm, .halfLives, .policies, .policy: .list
    case .rehearsalSteps, .rehearsalChecks, .endpoints, .latency, .statuses, .passages, .moves: .list
    case .walk, .arms, .trialGates, .advantage, .shadow, .rehearsal, .door, .reigns, .levels, .deciders,
      .agreement, .whatIf, .worth, .sources, .schemaBreaks:
      .none
    case .rows, .row: .grid
    case .threshold: .slider
    case .difference, .summary, .importances, .recipes, .forest, .disagreements, .forecast: .text
    case .noise, .confusion, .separation, .precision, .calibration, .scores, .roundCurves, .rocCurves,
      .precisionCurves:
      .none
    }
  }

  /// The list of the stage's first view whose choice this pane shares.
  var sharedList: Pane? {
    sheet == .alarms ? .alarms : sheet == .drift ? .drift : nil
  }

  /// Rows above the first row of a list.
  var headerHeight: Int { list == self ? 1 : 0 }

  /// Whether it says something about models of a task.
  func applies(to task: LearningTask) -> Bool {
    switch self {
    case .threshold, .precision, .calibration, .precisionCurves, .rocCurves: task != .regression
    case .fields, .field, .findings, .finding, .rows, .row, .labelQueue, .label, .noise, .datasets, .difference,
      .summary, .confusion, .separation, .scores, .slices, .importances, .errors, .contributions, .recipes, .forest,
      .roundCurves, .disagreements, .turns, .turn, .decisions, .walk, .arms, .trialGates, .advantage, .shadow,
      .rehearsal, .rehearsalSteps, .rehearsalChecks, .forecast, .door, .endpoints, .latency, .statuses, .reigns,
      .passages, .levels, .deciders, .moves, .agreement,
      .waiting, .request, .inputs, .outputs, .software, .estimate, .gap, .reconciliation, .whatIf, .segmentColumns,
      .segmentLevels, .worth, .insights, .insight, .alarmList, .alarm, .shape, .readings, .trend, .worst, .sources,
      .schemaBreaks, .halfLives, .policies, .policy:
      true
    }
  }
}

extension CockpitModel {
  /// The panes of a screen that mean something for the project's task.
  func panes(of screen: Screen) -> [Pane] {
    screen.panes.filter { pane in
      guard case .part(let part) = pane, let task = snapshot?.task else { return true }
      return part.applies(to: task)
    }
  }

  /// Carries out `Enter` on a pane of a further view.
  mutating func open(_ part: SheetPart) -> [Effect] {
    switch part {
    case .fields: zoom(to: .part(.field))
    case .findings: zoom(to: .part(.finding))
    case .rows: zoom(to: .part(.row))
    case .labelQueue: focusLabel()
    case .datasets: zoom(to: .part(.difference))
    case .errors: zoom(to: .part(.contributions))
    case .threshold where disabledReason(.act(.shipThreshold)) == nil: return perform(.act(.shipThreshold))
    case .waiting: focusRequest()
    case .turns: zoom(to: .part(.turn))
    case .segmentColumns: zoom(to: .part(.segmentLevels))
    case .policies: zoom(to: .part(.policy))
    case .insights, .insight: if let insight = selectedInsight { return act(on: insight) }
    case .rehearsalSteps: zoom(to: .part(.rehearsalChecks))
    case .endpoints: zoom(to: .part(.latency))
    case .rehearsal where disabledReason(.tool(.rehearse)) == nil && page(of: .rehearsal) == nil:
      return perform(.tool(.rehearse))
    case .door where snapshot?.gateway == nil: return perform(.act(.gateway))
    case .rehearsal, .rehearsalChecks, .forecast, .door, .latency, .statuses, .reigns, .passages, .levels, .deciders,
      .moves, .agreement:
      isZoomed.toggle()
    case .turn, .decisions, .walk, .arms, .trialGates, .advantage, .shadow, .request, .inputs, .outputs, .software,
      .estimate, .gap, .reconciliation, .whatIf, .segmentLevels, .worth, .shape, .readings, .trend, .worst, .sources,
      .schemaBreaks, .policy:
      isZoomed.toggle()
    case .alarmList, .alarm: return openAlarm()
    case .halfLives: openFeature()
    case .field, .finding, .row, .label, .noise, .difference, .summary, .confusion, .threshold, .separation,
      .precision, .calibration, .scores, .slices, .importances, .contributions, .recipes, .forest, .roundCurves,
      .rocCurves, .precisionCurves, .disagreements:
      isZoomed.toggle()
    }
    return []
  }
}
