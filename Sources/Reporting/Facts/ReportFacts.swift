import Encoding
import Lifecycle

/// All that a report is made of: nothing else is looked up while it is written.
public struct ReportFacts: Sendable, Equatable {
  public var snapshot: Snapshot
  public var pages: Pages
  /// Wall time of the journal's last event; nil before the first.
  public var recorded: Timestamp?
  /// Wall time, for what is due; only its date is used.
  public var today: Timestamp

  /// What the engine answers to the queries of these names, as `docs/pages.md` says; nil where it has no answer.
  public struct Pages: Sendable, Equatable {
    /// Of the champion, or of the newest version where there is none.
    public var analysis: JSON?
    /// The version to compare with, then the one that `analysis` is about.
    public var comparison: JSON?
    public var dataFindings: JSON?
    public var datasets: JSON?
    public var rollout: JSON?
    public var business: JSON?
    /// Why a page is not there, in the engine's words, by its name.
    public var refusals: [String: String]

    public init(
      analysis: JSON? = nil, comparison: JSON? = nil, dataFindings: JSON? = nil, datasets: JSON? = nil,
      rollout: JSON? = nil, business: JSON? = nil, refusals: [String: String] = [:]
    ) {
      self.analysis = analysis
      self.comparison = comparison
      self.dataFindings = dataFindings
      self.datasets = datasets
      self.rollout = rollout
      self.business = business
      self.refusals = refusals
    }
  }

  public init(snapshot: Snapshot, pages: Pages = Pages(), recorded: Timestamp? = nil, today: Timestamp) {
    self.snapshot = snapshot
    self.pages = pages
    self.recorded = recorded
    self.today = today
  }
}

extension ReportFacts {
  var state: LifecycleState { snapshot.state }
  var definition: ProjectDefinition { snapshot.definition }
  var scope: Scope { snapshot.definition.scope }
  var unit: String { snapshot.definition.business.unit }
  var settled: [WindowSettled] { snapshot.state.windows.compactMap(\.settled) }
  /// The version that a report is about: the champion, or the newest.
  var subject: Version? { snapshot.state.champion ?? snapshot.state.versions.last }
  var business: BusinessSummary { BusinessSummary(snapshot.state, snapshot.definition) }

  /// Which facts, as of when.
  var lead: [String] {
    var lines: [String] = []
    if let time = state.eventTime { lines.append("Data up to \(time.minuteText) UTC.") }
    let event = state.sequence == 0 ? "before the first event" : "as of event \(Words.count(state.sequence))"
    let wall = recorded.map { ", written down \($0.minuteText) UTC" } ?? ""
    lines.append("The journal \(event)\(wall); what is due is judged on \(today.date).")
    return lines
  }

  /// Events that matter to who reads a chart of traffic and lie within it: what people and rollouts did, and, as far
  /// as there is room, each alarm when it first rang.
  func marks(from: Timestamp?, to: Timestamp?, limit: Int = 12) -> [LinePlot.Mark] {
    guard let from, let to else { return [] }
    let told = state.marks.filter { mark in
      guard mark.at >= from, mark.at <= to else { return false }
      switch mark.kind {
      case .promoted, .rolledBack, .alarm, .steppedBack, .decided, .rollout: return true
      case .trained, .session: return false
      }
    }
    let deeds = told.filter { $0.kind != .alarm }.suffix(limit)
    var seen: Set<String> = []
    let alarms = told.filter { $0.kind == .alarm && seen.insert($0.label).inserted }.prefix(limit - deeds.count)
    let shown = (deeds + alarms).enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
    return shown.map(\.element).map { mark in
      LinePlot.Mark(mark.at.seconds, time: mark.at.date, Self.words(mark), tone: Self.tone(mark.kind))
    }
  }

  private static func words(_ mark: Mark) -> String {
    let bare = mark.label.drop { "▲▼!↺ ".contains($0) }
    return switch mark.kind {
    case .promoted: "version \(bare.drop { $0 == "v" }) goes live"
    case .rolledBack: "back to version \(bare.drop { $0 == "v" })"
    case .alarm: "alarm: \(bare)"
    case .steppedBack: "back to \(bare)"
    case .rollout: "rollout: \(bare)"
    case .decided: "decided: \(bare.replacing("_", with: " "))"
    case .trained, .session: String(bare)
    }
  }

  private static func tone(_ kind: Mark.Kind) -> Tone {
    switch kind {
    case .promoted: .good
    case .rolledBack, .alarm: .bad
    case .steppedBack: .warning
    case .decided, .rollout, .trained, .session: .neutral
    }
  }
}
