import CellCanvas
import Encoding
import Lifecycle

extension SheetPart {
  /// What is drawn for it.
  func content(_ context: PaneContext, width: Int) -> any PaneContent {
    switch self {
    case .fields: FieldsPane(context: context)
    case .field: FieldPane(context: context)
    case .findings: FindingsPane(context: context)
    case .finding: FindingPane(context: context)
    case .rows: RowsPane(context: context)
    case .row: RowPane(context: context)
    case .labelQueue: LabelQueuePane(context: context)
    case .label: LabelPane(context: context)
    case .noise: NoisePane(context: context)
    case .datasets: DatasetsPane(context: context)
    case .difference: DatasetDifferencePane(context: context)
    case .summary: SummaryPane(context: context)
    case .confusion: ConfusionPane(context: context)
    case .threshold: ThresholdPane(context: context)
    case .separation: SeparationPane(context: context)
    case .precision: PrecisionPane(context: context)
    case .calibration: CalibrationPane(context: context)
    case .scores: ScoresPane(context: context)
    case .slices: SlicesPane(context: context)
    case .importances: ImportancesPane(context: context)
    case .errors: ErrorsPane(context: context)
    case .contributions: ContributionsPane(context: context)
    case .recipes: RecipeDifferencePane(context: context)
    case .forest: ForestPane(context: context)
    case .roundCurves: OverlayPane(context: context, kind: .rounds)
    case .rocCurves: OverlayPane(context: context, kind: .roc)
    case .precisionCurves: OverlayPane(context: context, kind: .precision)
    case .disagreements: DisagreementsPane(context: context)
    case .turns: TurnsPane(context: context)
    case .turn: TurnPane(context: context)
    case .decisions: DecisionsPane(context: context)
    case .walk: WalkPane(context: context)
    case .arms: ArmsPane(context: context)
    case .trialGates: TrialGatesPane(context: context)
    case .advantage: AdvantagePane(context: context)
    case .shadow: StrategyPane.content(context)
    case .rehearsal: RehearsalPane(context: context)
    case .rehearsalSteps: RehearsalStepsPane(context: context)
    case .rehearsalChecks: RehearsalChecksPane(context: context)
    case .forecast: ForecastPane(context: context)
    case .door: DoorPane(context: context)
    case .endpoints: EndpointsPane(context: context)
    case .latency: LatencyPane(context: context)
    case .statuses: StatusesPane(context: context)
    case .reigns: ReignsPane(context: context)
    case .passages: PassagesPane(context: context)
    case .levels: LevelsPane(context: context)
    case .deciders: DecidersPane(context: context)
    case .moves: MovesPane(context: context)
    case .agreement: AgreementPane(context: context)
    case .waiting: WaitingPane(context: context)
    case .request: RequestPane(context: context)
    case .alarmList: AlarmsPane(context: context)
    case .alarm: AlarmPane(context: context)
    case .shape: ShapePane(context: context)
    case .readings: ReadingsPane(context: context)
    case .trend: TrendPane(context: context)
    case .worst: WorstPane(context: context)
    case .gap: GapPane(context: context)
    case .sources: SourcesPane(context: context)
    case .schemaBreaks: SchemaBreaksPane(context: context)
    case .halfLives: HalfLivesPane(context: context)
    case .policies: PoliciesPane(context: context)
    case .policy: PolicyPane(context: context)
    case .inputs: FiguresPane(context: context, group: .inputs)
    case .outputs: FiguresPane(context: context, group: .outputs)
    case .software: FiguresPane(context: context, group: .software)
    case .estimate: EstimatePane(context: context)
    case .reconciliation: ReconciliationPane(context: context)
    case .whatIf: WhatIfPane(context: context)
    case .segmentColumns: SegmentColumnsPane(context: context)
    case .segmentLevels: SegmentLevelsPane(context: context)
    case .worth: WorthPane(context: context)
    case .insights: InsightsPane(context: context)
    case .insight: InsightPane(context: context)
    }
  }

  /// The lines of one that scrolls, at a width; empty for the others.
  func lines(_ model: CockpitModel, width: Int) -> [TextLine] {
    switch self {
    case .difference: DatasetDifferencePane.lines(model, width: width)
    case .summary: SummaryPane.lines(model, width: width)
    case .recipes: RecipeDifferencePane.lines(model, width: width)
    case .disagreements: DisagreementsPane.lines(model, width: width)
    case .forecast: ForecastPane.lines(model, width: width)
    case .importances, .forest: Array(repeating: "", count: rowCount(model))
    case .fields, .field, .findings, .finding, .rows, .row, .labelQueue, .label, .noise, .datasets, .confusion,
      .threshold, .separation, .precision, .calibration, .scores, .slices, .errors, .contributions, .roundCurves,
      .rocCurves, .precisionCurves, .turns, .turn, .decisions, .walk, .arms, .trialGates, .advantage, .shadow,
      .rehearsal, .rehearsalSteps, .rehearsalChecks, .door, .endpoints, .latency, .statuses, .reigns, .passages,
      .levels, .deciders, .moves, .agreement, .waiting,
      .request, .alarmList, .alarm, .shape, .readings, .trend, .worst, .sources, .schemaBreaks, .halfLives, .gap,
      .inputs, .outputs, .software, .estimate, .reconciliation, .whatIf, .segmentColumns, .segmentLevels,
      .worth, .insights, .insight, .policies, .policy:
      []
    }
  }

  private func rowCount(_ model: CockpitModel) -> Int {
    let key = self == .importances ? "importances" : "metrics"
    return model.page(of: self)?[key]?.array?.count ?? 0
  }
}

extension PaneContext {
  func entry(_ part: SheetPart) -> PageBook.Entry? {
    model.query(of: part, snapshot).flatMap { model.entry(of: $0.query) }
  }

  /// Says that a newer answer is under way, or why there is none.
  func progress(_ part: SheetPart) -> TextLine? {
    guard let entry = entry(part) else { return nil }
    if entry.pending != nil { return TextLine("⠹ asking", .busy) }
    return entry.refusal != nil && entry.page != nil ? TextLine("! not up to date", .attention) : nil
  }

  /// The answer to what a pane asks; where there is none, says why in its place.
  ///
  /// - Parameters:
  ///   - missing: what is missing where there is nothing to ask about.
  ///   - remedy: what brings it about.
  func answer(
    _ part: SheetPart, missing: String, remedy: String = "", in area: Rect, on canvas: inout Canvas
  ) -> JSON? {
    guard let entry = entry(part) else {
      let isOpening = model.query(of: part, snapshot).map { model.isAnswered($0.query) } ?? false
      canvas.putEmpty(isOpening ? "⠹ the engine is being asked" : missing, isOpening ? "" : remedy, in: area)
      return nil
    }
    if let page = entry.page { return page }
    if let refusal = entry.refusal {
      canvas.putEmpty("✗ " + refusal.message, refusal.mend, in: area)
    } else {
      canvas.putEmpty("⠹ the engine is working it out", in: area)
    }
    return nil
  }
}
