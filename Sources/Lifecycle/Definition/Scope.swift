/// The contract that every later stage reads.
public struct Scope: Sendable, Equatable, Codable {
  /// The question in the user's words.
  public var problem: String = ""
  public var users: [String] = []
  public var stakeholders: [Stakeholder] = []
  /// The metric that matters most: a metric id of the task.
  public var metric: String
  public var gates: [Gate] = []
  public var value: ValueModel?
  public var constraints: Constraints = Constraints()
  public var risks: [Risk] = []
  public var milestones: [Milestone] = []

  public struct Stakeholder: Sendable, Equatable, Codable {
    public var name: String
    public var role: String = ""

    public init(name: String, role: String = "") {
      self.name = name
      self.role = role
    }
  }

  public struct Constraints: Sendable, Equatable, Codable {
    /// Money that may be spent, in the value model's unit.
    public var budget: Double?
    public var privacy: String?

    public init(budget: Double? = nil, privacy: String? = nil) {
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

    public init(what: String, due: String? = nil, hours: Double? = nil) {
      self.what = what
      self.due = due
      self.hours = hours
    }
  }

  public init(
    problem: String = "", users: [String] = [], stakeholders: [Stakeholder] = [], metric: String, gates: [Gate] = [],
    value: ValueModel? = nil, constraints: Constraints = Constraints(), risks: [Risk] = [],
    milestones: [Milestone] = []
  ) {
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
