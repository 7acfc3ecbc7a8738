import Lifecycle

/// A further view of a stage, behind its first one: a stage's own digit walks them.
public enum Sheet: String, Sendable, Hashable, CaseIterable {
  case contract, iterations
  case findings, rows, labels, datasets
  case evaluation, errors, comparison
  case rollout, rehearsal, gateway, registry
  case automation = "automation-levels"
  case review
  case alarms, drift, figures, estimates, upstream, policies
  case segments, insights

  public var stage: Stage {
    switch self {
    case .contract, .iterations: .scoping
    case .findings, .rows, .labels, .datasets: .data
    case .evaluation, .errors, .comparison: .development
    case .rollout, .rehearsal, .gateway, .registry, .automation, .review: .deployment
    case .alarms, .drift, .figures, .estimates, .upstream, .policies: .monitoring
    case .segments, .insights: .business
    }
  }

  /// The word on its tab.
  public var title: String {
    switch self {
    case .contract: "Contract"
    case .iterations: "Iterations"
    case .findings: "Checks"
    case .rows: "Rows"
    case .labels: "Labels"
    case .datasets: "Versions"
    case .evaluation: "Evaluation"
    case .errors: "Errors"
    case .comparison: "Compare"
    case .rollout: "Rollout"
    case .rehearsal: "Rehearsal"
    case .gateway: "Gateway"
    case .registry: "Registry"
    case .automation: "Automation"
    case .review: "Review"
    case .alarms: "Alarms"
    case .drift: "Drift"
    case .figures: "Figures"
    case .estimates: "Estimates"
    case .upstream: "Upstream"
    case .policies: "Policies"
    case .segments: "Segments"
    case .insights: "Insights"
    }
  }
}

extension Sheet {
  /// What it shows, for help and palette.
  var phrase: String {
    switch self {
    case .contract: "Scoping: every field of the contract, who reads it, whether it holds"
    case .iterations: "Scoping: the turns of the cycle and the ways back"
    case .findings: "Data: what checks found, and how to mend it"
    case .rows: "Data: browse and filter the rows"
    case .labels: "Data: review doubtful labels"
    case .datasets: "Data: versions of the data"
    case .evaluation: "Development: curves, confusion, threshold and slices of a version"
    case .errors: "Development: what the version gets most wrong, and why"
    case .comparison: "Development: two versions side by side"
    case .rollout: "Deployment: the walk to the next champion"
    case .rehearsal: "Deployment: what past traffic would have made of a rollout, and whether its plan can be kept"
    case .gateway: "Deployment: the HTTP door, its endpoints, latency and errors"
    case .registry: "Deployment: which version was champion when, and how each rollout ended"
    case .automation: "Deployment: who decides, over time, and whether people agree"
    case .review: "Deployment: requests that wait for a person"
    case .alarms: "Monitoring: alarms, what speaks for them, and the key that helps"
    case .drift: "Monitoring: one column in one window: shape, methods, trend and worst segments"
    case .figures: "Monitoring: inputs, outputs and the software"
    case .estimates: "Monitoring: estimated beside realised, and what if"
    case .upstream: "Monitoring: the sources: freshness, volume, schema, half-lives"
    case .policies: "Monitoring: what each policy did, waits for and would do next"
    case .segments: "Business: value by segment, alternatives and return"
    case .insights: "Business: what to do next, ranked by money"
    }
  }

  /// The command line that prints the same.
  var twin: String {
    switch self {
    case .contract: "sextant scope"
    case .iterations: "sextant iterations"
    case .findings: "sextant data checks"
    case .rows: "sextant data rows --where EXPR"
    case .labels: "sextant label queue"
    case .datasets: "sextant data list"
    case .evaluation, .errors: "sextant assess --version VERSION"
    case .comparison: "sextant compare A B"
    case .rollout: "sextant rollout"
    case .rehearsal: "sextant rollout rehearse"
    case .gateway: "sextant serve"
    case .registry: "sextant registry --at TIME"
    case .automation: "sextant automation"
    case .review: "sextant review"
    case .alarms: "sextant alarms"
    case .drift: "sextant window N --column COLUMN"
    case .figures: "sextant series"
    case .estimates: "sextant what-if VERSION"
    case .upstream: "sextant upstream"
    case .policies: "sextant policies"
    case .segments: "sextant business"
    case .insights: "sextant insights"
    }
  }
}

extension Stage {
  /// The word on the tab of its first view.
  public var firstTab: String {
    switch self {
    case .scoping: "Gates"
    case .data: "Columns"
    case .development: "Runs"
    case .deployment: "Traffic"
    case .monitoring: "Watch"
    case .business: "Value"
    }
  }
}

extension Screen {
  /// The stage it belongs to; nil for the overview.
  public var stage: Stage? {
    switch self {
    case .overview: nil
    case .stage(let stage): stage
    case .sheet(let sheet): sheet.stage
    }
  }

  /// The views of a stage in the order of their tabs.
  public static func tabs(of stage: Stage) -> [Screen] {
    [.stage(stage)] + Sheet.allCases.filter { $0.stage == stage }.map { .sheet($0) }
  }

  /// The word on its tab.
  public var tab: String {
    switch self {
    case .overview: "Overview"
    case .stage(let stage): stage.firstTab
    case .sheet(let sheet): sheet.title
    }
  }
}
