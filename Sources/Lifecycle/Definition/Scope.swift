/// The contract that every later stage reads.
public struct Scope: Sendable, Equatable, Codable {
  /// The question in the user's words.
  public var problem: String = ""
  public var users: [String] = []
  /// The question as a machine-learning task, in words.
  public var useCase: String?
  /// What is predicted; nil leaves it to the metric.
  public var task: LearningTask?
  public var replaces: Replaced = .nothing
  public var priorArt: [String] = []
  public var architecture: String?
  public var costs: Costs = Costs()
  public var stakeholders: [Stakeholder] = []
  /// The metric that matters most: a metric id of the task.
  public var metric: String
  public var gates: [Gate] = []
  public var value: ValueModel?
  public var constraints: Constraints = Constraints()
  public var risks: [Risk] = []
  public var milestones: [Milestone] = []

  /// What does the work today.
  public enum Replaced: Sendable, Equatable, Codable {
    case nothing
    /// People; their decision may be a column of the data.
    case process(String, column: String?)
    /// An earlier model; its answers may be a column of the data.
    case model(String, column: String?)
  }

  /// The column that has the decisions of what the model replaces; nil where none was logged.
  public var humanDecisionColumn: String? {
    switch replaces {
    case .nothing: nil
    case .process(_, let column), .model(_, let column): column
    }
  }

  /// What the project costs, in the value model's unit.
  public struct Costs: Sendable, Equatable, Codable {
    public var perHour: Double?
    public var perMonth: Double?
    public var once: Double?

    public init(perHour: Double? = nil, perMonth: Double? = nil, once: Double? = nil) {
      self.perHour = perHour
      self.perMonth = perMonth
      self.once = once
    }
  }

  public struct Stakeholder: Sendable, Equatable, Codable {
    public var name: String
    public var role: String = ""
    public var email: String?

    public init(name: String, role: String = "", email: String? = nil) {
      self.email = email
      self.name = name
      self.role = role
    }

    /// The roles that something reads; others are allowed and read by people alone.
    public static let roles = [
      "decision-maker", "stakeholder", "domain-expert", "data-scientist", "data-engineer", "architect",
    ]
  }

  public struct Constraints: Sendable, Equatable, Codable {
    /// Money that may be spent, in the value model's unit.
    public var budget: Double?
    public var privacy: String?
    /// Seconds that an answer may take, at the 99th percentile.
    public var latencySeconds: Double?
    /// `YYYY-MM-DD` by which the project must be live.
    public var deadline: String?
    /// Where it must run, in words.
    public var infrastructure: String?

    public init(
      budget: Double? = nil, privacy: String? = nil, latencySeconds: Double? = nil, deadline: String? = nil,
      infrastructure: String? = nil
    ) {
      self.latencySeconds = latencySeconds
      self.deadline = deadline
      self.infrastructure = infrastructure
      self.budget = budget
      self.privacy = privacy
    }
  }

  public struct Risk: Sendable, Equatable, Codable {
    public var what: String
    /// 1 (rare) … 3 (expected).
    public var likelihood: Int = 2
    /// 1 (nuisance) … 3 (ends the project).
    public var impact: Int = 2
    public var plan: String = ""

    public init(what: String, likelihood: Int = 2, impact: Int = 2, plan: String = "") {
      self.what = what
      self.likelihood = likelihood
      self.impact = impact
      self.plan = plan
    }
  }

  public struct Milestone: Sendable, Equatable, Codable {
    public var what: String
    /// `YYYY-MM-DD`.
    public var due: String?
    public var hours: Double?
    public var isDone: Bool = false

    public init(what: String, due: String? = nil, hours: Double? = nil, isDone: Bool = false) {
      self.isDone = isDone
      self.what = what
      self.due = due
      self.hours = hours
    }
  }

  public init(
    problem: String = "", users: [String] = [], stakeholders: [Stakeholder] = [], metric: String, gates: [Gate] = [],
    value: ValueModel? = nil, constraints: Constraints = Constraints(), risks: [Risk] = [],
    milestones: [Milestone] = [], useCase: String? = nil, replaces: Replaced = .nothing, priorArt: [String] = [],
    architecture: String? = nil, costs: Costs = Costs(), task: LearningTask? = nil
  ) {
    self.task = task
    self.useCase = useCase
    self.replaces = replaces
    self.priorArt = priorArt
    self.architecture = architecture
    self.costs = costs
    self.problem = problem
    self.users = users
    self.stakeholders = stakeholders
    self.metric = metric
    self.gates = gates
    self.value = value
    self.constraints = constraints
    self.risks = risks
    self.milestones = milestones
  }
}
